// A nym is an identity on a nym server: its keys, how its articles are recognised, its account here, and where it is in its life.
export { openNyms } from './book';
export type { Nyms } from './book';
export type { NymWishes } from './create';
export { described, mayMove, moves } from './life';
export { firstMailboxes, serverMailbox } from './mailboxes';
export type { Nym, NymEvent, NymId, NymServer, NymState, Occasion } from './nym';
export { otherNames } from './otherNames';
export { checkWords, makePassphrase, ratePassphrase } from './passphrase';
export type { Rating } from './passphrase';
export type { ReplyOccasion } from './replies';
export { standingOf } from './standing';
export type { OptionStanding, Standing } from './standing';
export { examineServerKey } from './serverKey';
export type { ExaminedKey } from './serverKey';
