// The packets of anonymous remailers, written and read by the bridge itself: YAMN (yamn.md) and Mixmaster type II with large keys (mixmaster.md);
// the directories and statistics that remailers are known by, and the chains that are drawn from them.
export { readArmor, writeArmor } from './armor';
export type { Armor } from './armor';
export { drawChains, findRemailer, readChain } from './chain/draw';
export type { Element } from './chain/draw';
export { reasonAgainst, usualRules } from './chain/rules';
export type { Mix, Place, Rules } from './chain/rules';
export type { Fault } from './directory/lines';
export { isExit } from './directory/remailer';
export type { Listed, Pubring } from './directory/remailer';
export type { Pair, Standing, Statistics, StatisticsText } from './directory/statistics';
export { writeHours } from './directory/statistics';
export { RemailerError } from './errors';
export type { RemailerErrorCode } from './errors';
export type { Around, Packed } from './packet';
export * as mixmaster from './mixmaster';
export * as yamn from './yamn';
