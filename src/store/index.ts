// Everything the program remembers, in one SQLCipher file whose key lies in a vault file under the user's passphrase.
export { authenticate } from './authenticate';
export { authenticateCombined, closeCombinedLogin, openCombinedLogin } from './combined';
export { readBackup, writeBackup } from './backup';
export type { BackupWishes, Contents, Restored } from './backup';
export type { ContactChanges, ContactRow, Contacts, EncryptHabit } from './contacts';
export type { Directories, DirectoryKey, DirectoryRow } from './directories';
export { StoreError } from './errors';
export type { StoreErrorCode } from './errors';
export type { ArticleId, BodyId, LayerId, MailboxId, ModSeq, NymId, OutboxId, PacketId, ServerId, Uid } from './ids';
export { isRunning, lockForMoving, lockForReplacing, lockForRun, lockForUse } from './lock';
export type { Mail } from './mail';
export type { MailboxRow, Mailboxes, Names, Renewed } from './mailboxes';
export type { Mark, Marks } from './marks';
export type {
  Changes,
  Copied,
  FieldName,
  FormName,
  FormRow,
  KeyColumn,
  KeyCondition,
  Matching,
  MessageRange,
  MessageRow,
  MessageRowWithStructure,
  MessageState,
  MessageStates,
  Messages,
  NewForms,
  NewKeys,
  NewMessage,
  Snapshot,
} from './messages';
export type {
  Credential,
  CredentialState,
  Credentials,
  ForwardsHabit,
  HtmlHabit,
  MetadataHabit,
  NewNym,
  NymChanges,
  NymEvent,
  NymRow,
  NymState,
  NymTable,
} from './nyms';
export type { Moves, WayId } from './moves';
export { openMemoryStore, openStore } from './open';
export { openStates } from './outbox';
export type { NewOutboxRow, OutboxChanges, OutboxKind, OutboxRow, OutboxState, OutboxTable } from './outbox';
export type { PageForm, PageRequest, PageRequests } from './pages';
export type { NewPacket, PacketRow, PacketTable } from './packets';
export type { NewPing, PingRow, Pings } from './pings';
export type { LayerRow, LayerStanding, LayerStep } from './layers';
export type { Ratchet, Ratchets } from './ratchets';
export { writePlainDatabase } from './plainDatabase';
export type { PlainStatement } from './plainDatabase';
export type { FormerKey, ServerRow, Servers } from './servers';
export type { Settings } from './settings';
export type { NymLife, NymRequest, OldKey, RequestKind } from './nymLife';
export type { ArticleRow, ArticleState, Spool } from './spool';
export type { Store } from './store';
export type { DueMessage, DueText, NewText, TextFinds, Texts } from './texts';
export { changePassphrase, createVault, openVault } from './vault';
export { writeVaultFile } from './vaultFile';
