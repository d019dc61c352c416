import { noMessages } from '../../src/protocol/imap';
import type { MessageState, MessageStates } from '../../src/store';

export { statesOf } from '../../src/protocol/imap/memory/store';

/** Messages as objects: the way back from `statesOf`. */
export function listOf({ uids, flags, modSeqs }: MessageStates = noMessages): MessageState[] {
  return uids.map((uid, i) => ({ uid, flags: flags[i]!, modSeq: modSeqs[i]! }));
}
