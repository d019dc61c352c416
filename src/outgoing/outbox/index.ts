// Keeps every letter from the moment it is taken until the nym server reports it sent, or its writer is told that it was not.

export { addLetters, checkQueue, isAsked, isTaken } from './add';
export { fileInInbox } from './inbox';
export { cancel, cancelWaiting, mustFind } from './cancel';
export { limits as outboxLimits } from './limits';
export { moves, moveRow } from './moves';
export { packetsGone, packetsLost } from './packets';
export { acknowledge, filedCopy } from './receipts';
export { acknowledgedFlag, failedFlag } from './sentCopy';
export type { ReceiptFor } from './receipts';
export { isDoubtful, retry } from './retry';
export { doubtWaiting } from './settle';
export { openWorker } from './worker';
export type { Worker } from './worker';
export type { FailedRow, OutboxParts, Prepared, Standing } from './parts';
export type { MailboxId, NymId, OutboxId, OutboxRow, Store, Uid } from '../../store';
