// Fetches a newsgroup from several servers into the spool: every article, once, each server read from its own mark on.

export { examineNews } from './examine';
export type { GroupFacts, NewsFacts } from './examine';
export type { Progress } from './fetch';
export { lookedAt, nextSpooled, openSpooled } from './next';
export type { Spooled } from './next';
export { prune } from './prune';
export type { Keep, PruneParts } from './prune';
export { readServers } from './round';
export type { RoundParts, ServerReport } from './round';
export { repeat } from './schedule';
export { takeIn } from './takeIn';
export type { ScheduleParts } from './schedule';
export type { NewsServer } from './server';
export { openStumbles } from './stumbles';
