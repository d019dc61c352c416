// An IMAP4rev2 and IMAP4rev1 server engine (RFC 9051, RFC 3501) over a backend of its owner's making.
export type {
  Account,
  Appended,
  Backend,
  Changes,
  Copied,
  Form,
  Mailbox,
  MailboxInfo,
  MailboxStatus,
  MessageForms,
  MessageKeys,
  MessageMeta,
  MessageState,
  MessageStates,
  NewMessage,
  Quota,
  Snapshot,
  SpecialUse,
  StoredKey,
  StoreMode,
  Verdicts,
} from './backend';
export { noMessages } from './backend';
export { memoryBackend } from './memory/backend';
export type { MemoryBackend } from './memory/backend';
export { ImapError } from './errors';
export type { ImapErrorCode } from './errors';
export { canonicalFlag, changeFlags, hasFlag, sameFlags, systemFlags } from './flags';
export { asModSeq, asSequenceNumber, asUid } from './ids';
export type { ModSeq, SequenceNumber, Uid } from './ids';
export { limits as imapLimits } from './limits';
export { formsVersion, writeForms } from './message/forms';
export type { WrittenForms } from './message/forms';
export { foldText } from './message/casemap';
export { keysVersion, writeKeys } from './message/keptKeys';
export type { WrittenKeys } from './message/keptKeys';
export type { KeyName, SortValue } from './message/sortKeys';
export { headersTest } from './message/headersTest';
export { headerTest, searchedBytes, searchedText } from './message/searchText';
export type { SearchedText } from './message/searchText';
export type { ServerOptions } from './session/options';
export { serveConnection } from './session/serve';
