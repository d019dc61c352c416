// A nym is an identity on a nym server: its keys, how its articles are recognised, its account here, and where it is in its life.
export { openNyms } from './book';
export type { Nyms } from './book';
export { checkChanges } from './change';
export type { OwnChanges } from './change';
export type { NymWishes, SubjectWish } from './create';
export { endOf } from './ending';
export type { ToTell } from './ending';
export { openByKey, readForeignKey } from './foreignKey';
export type { GnupgFiles, KeyChoice } from './foreignKey';
export { bundleNames, readBundle, writeBundle } from './bundle';
export type { BundledContact, Habits } from './bundleFacts';
export type { MetadataHabit } from '../store';
export { keepLayers, makeLayer, readLayer } from './layers';
export type { ForeignLayer, NewLayer } from './layers';
export { checkForeign, checkSelectors, nameIn } from './import';
export type { ForeignNym } from './import';
export type { Selector } from '../protocol/nymserv';
export { compareKeys } from './keyCopies';
export type { KeyComparison } from './keyCopies';
export { described, mayMove, moves } from './life';
export { firstMailboxes, serverMailbox } from './mailboxes';
export type {
  Contact,
  EncryptHabit,
  NextKey,
  Nym,
  NymEvent,
  NymId,
  NymServer,
  NymState,
  Occasion,
  Pool,
  ReplyOccasion,
  RequestKind,
  Style,
  WaitingRequest,
} from './nym';
export type { DueRequest, Try } from './pending';
export { otherNames } from './otherNames';
export { checkWords, makePassphrase, ratePassphrase } from './passphrase';
export type { Rating } from './passphrase';
export { freshPassphrases, isRotationDue } from './rotation';
export { subjectFor } from './subjects';
export { standingOf } from './standing';
export type { OptionStanding, Standing } from './standing';
export { viewOf } from './view';
export type { NymView } from './view';
export { examineContactKey } from './contactKey';
export { addContact, mustHaveContact, replaceContactKey } from './contacts';
export type { ContactWishes } from './contacts';
export { examineServerKey } from './serverKey';
export type { ExaminedKey, KeyWish } from './serverKey';
export { addServer, mustKnow, refreshServer, replaceServer } from './servers';
export type { AcceptedKey } from './servers';
