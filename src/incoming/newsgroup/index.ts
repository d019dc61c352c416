// Fetches a newsgroup from several servers into the spool: every article, once, each server read from its own mark on.

export { examineNews } from './examine';
export type { GroupFacts, NewsFacts } from './examine';
export { nextSpooled } from './next';
export type { Spooled } from './next';
export { readServers } from './round';
export type { RoundParts, ServerReport } from './round';
export { repeat } from './schedule';
export { takeIn } from './takeIn';
export type { ScheduleParts } from './schedule';
export type { NewsServer } from './server';
