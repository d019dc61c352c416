export { checkStates } from './run';
export { openTalk } from './talk';
export type { Talk } from './talk';
