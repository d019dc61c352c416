import type { Clock } from '../base/clock';
import type { Random } from '../base/random';
import { reportWith } from './dispatch';
import { doubtWaiting, type Store } from './outbox';

/**
 * Lets no letter go out of a store that was put back to an earlier state: each may have been sent since then. The nyms find a report
 * with the reason, a sentence, in INBOX. Requests go on: they do no harm twice. Gives the number of letters. Joins the transaction
 * around it.
 */
export function doubtLetters(
  parts: { readonly store: Store; readonly clock: Clock; readonly random: Random },
  reason: string,
): number {
  return doubtWaiting({ ...parts, report: reportWith(parts) }, reason);
}
