import { ImapError } from '../../protocol/imap';
import type { ImapErrorCode } from '../../protocol/imap';
import { StoreError } from '../../store';
import type { StoreErrorCode } from '../../store';

const answers: Record<StoreErrorCode, readonly [ImapErrorCode, string]> = {
  nonexistent: ['nonexistent', 'There is no mailbox of that name.'],
  'already-exists': ['already-exists', 'There is a mailbox of that name already.'],
  conflict: ['cannot', 'A mailbox cannot become a part of itself.'],
  'too-many': ['limit', 'A message can have no more flags. Take some off first.'],
  busy: ['unavailable', 'The store is busy. Try again in a moment.'],
  full: ['over-quota', 'The disk is full.'],
  damaged: ['unavailable', 'The store cannot be read. Look at the log of nymbridge.'],
  closed: ['unavailable', 'nymbridge is stopping.'],
};

/** Runs a call on the store; what the store cannot do becomes the error that the client is told. */
export function forClient<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const [code, message] = answers[error.code];
    throw new ImapError(code, message, { cause: error });
  }
}

/**
 * Keeps what can be worked out again. False where it could not be kept, the disk being full or another process writing: whoever asks does
 * without.
 */
export function kept(call: () => void): boolean {
  try {
    call();
    return true;
  } catch (error) {
    if (error instanceof StoreError) return false;
    throw error;
  }
}

/** For a mailbox that went between two commands. */
export function noSuchMailbox(): ImapError {
  return new ImapError(...answers.nonexistent);
}
