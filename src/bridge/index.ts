// The whole program as plain functions of an opened bridge: the one interface for front ends.
export { accountSettings } from './account';
export { backupBridge } from './backup';
export type { BackupFacts } from './backup';
export { restoreBridge } from './restore';
export type { RestoreFacts } from './restore';
export {
  addContact,
  chooseOwner,
  compareContactKey,
  listContacts,
  offerContactKey,
  removeContact,
  replaceContact,
  setContact,
  showContact,
} from './contacts';
export type { ContactHabits, OfferedContact } from './contacts';
export { examineBridge } from './doctor';
export type { Finding, Verdict } from './doctor';
export { exportNym } from './exportNym';
export { fetchNow } from './fetch';
export { importNym } from './importNym';
export type { ImportWishes } from './importNym';
export { nearestName } from './configFile';
export { readLife, readPool } from './duration';
export { initBridge } from './init';
export { endLogin, isCombinedPassword } from './logins';
export type { Listening } from './listening';
export { askServer, changeNym, dropNym, endNym, remakeNym, rotateNow } from './nymChange';
export type { Outcome } from './nymChange';
export { changeCircuits } from './newnym';
export type { KeyWords } from './nymKeys';
export { questionBeforeDrop, questionBeforeEnd, questionBeforeRemake } from './nymQuestions';
export { createNym, listNyms, showNymKey } from './nyms';
export { showNym } from './nymShow';
export type { ChangeWishes } from './nymWishes';
export { changeBridgePassphrase } from './changePassphrase';
export { hasVault, mustBeBegun, openBridge } from './open';
export type { Bridge } from './open';
export type { PassphraseWish } from './passphrases';
export { exportMail, importMail, readImapAddress } from './mail';
export type { ImapPlace, MovedMail, Place } from './mail';
export {
  cancelLetter,
  listLetters,
  questionBeforeRetry,
  readLetterNumber,
  retryLetter,
  sealedText,
  showLetter,
} from './outbox';
export type { LetterLine } from './outbox';
export { findPaths } from './paths';
export type { Paths } from './paths';
export { portOf, runBridge } from './run';
export type { Running } from './run';
export {
  checkServer,
  compareServerKey,
  fetchKey,
  knownKey,
  offerServerKey,
  readFingerprint,
  readKeyFile,
  readKeySource,
  refreshServer,
  replaceServer,
  shippedKey,
  writeSource,
} from './keys';
export type { ComparedKeys, KeyFinding, KeySource, KnownKey, OfferedKey, ServerKeyFacts } from './keys';
export { addServer, listServers, showServer } from './servers';
export type { ServerLine, ShownServer } from './servers';
export { setupSnippet, snippetPrograms, writeSetup } from './setup';
export type { SetupWishes, SnippetProgram, Written } from './setup';
export { bridgeStatus } from './status';
export type { Surroundings } from './surroundings';
export { pingRemailers } from './pings';
export type { PingOrder } from './pings';
export { fetchRemailers, forgetRemailers, importRemailers, listRemailers, showChains } from './remailers';
export type { KnownRemailers } from './remailers';
export { orderPages } from './url';
export type { OrderedPages, PageOrder } from './url';
export { version } from './version';
