import type { MessageState, MessageStates } from '../../src/store';

/** Messages as objects. */
export function listOf({ uids, flags, modSeqs }: MessageStates = { uids: [], flags: [], modSeqs: [] }): MessageState[] {
  return uids.map((uid, i) => ({ uid, flags: flags[i]!, modSeq: modSeqs[i]! }));
}

/** And the way back. */
export function statesOf(messages: readonly MessageState[]): MessageStates {
  return {
    uids: messages.map(({ uid }) => uid),
    flags: messages.map(({ flags }) => flags),
    modSeqs: messages.map(({ modSeq }) => modSeq),
  };
}
