// The whole program as plain functions of an opened bridge: the one interface for front ends.
export { accountSettings } from './account';
export { fetchNow } from './fetch';
export { readLife } from './duration';
export { initBridge } from './init';
export type { Listening } from './listening';
export { createNym, listNyms, showNym } from './nyms';
export { hasVault, mustBeBegun, openBridge } from './open';
export type { Bridge } from './open';
export { findPaths } from './paths';
export type { Paths } from './paths';
export { portOf, runBridge } from './run';
export type { Running } from './run';
export { addServer, examineServerKey, listServers } from './servers';
export type { ServerKeyFacts } from './servers';
export { bridgeStatus } from './status';
export type { Surroundings } from './surroundings';
export { version } from './version';
