export { checkStates } from './run';
