// The web page of a bridge at work, on this machine only: what `nymbridge status` says, to look at. It changes nothing and runs no script.
export { openWeb } from './server';
export type { Web } from './server';
