import type { Uid } from '../ids';
import { limits } from '../limits';
import { writeNumberSet } from '../wire/sequenceSet';

/** VANISHED (RFC 7162 §3.2.10), with line ends: of rising UIDs, in lines that a client can hold. None where there is nothing to tell. */
export function* writeVanished(uids: readonly Uid[], earlier: boolean): Generator<string> {
  for (let at = 0; at < uids.length; at += limits.vanishedUids)
    yield `* VANISHED ${earlier ? '(EARLIER) ' : ''}${writeNumberSet(uids.slice(at, at + limits.vanishedUids))}\r\n`;
}
