import { bad, good, warning } from './finding';
import { answering, type Check, type Outside } from './patient';

const check = 'clock';
/** Mail servers' clocks are right to a second; a letter's Date that is half a minute off stands out. */
const noticeableMs = 30_000;
/** A nym server's GnuPG takes no signature from the future, and mail on its way takes a minute or more. */
const refusedMs = 60_000;

const wrong =
  'Letters bear this clock: one that is wrong marks them all as yours. Signatures from the future are refused by the nym server.';

/**
 * Whether this machine's clock is right, by the news servers' DATE: they are asked anyway, by the same way as ever. The one in
 * the middle counts, so that one liar among three does not.
 */
export const checkClock: Check<Outside> = async ({ news }) => {
  const told = (await answering(news)).flatMap(({ facts }) => (facts.clock ? [facts.clock] : []));
  const middle = told.toSorted((a, b) => a.aheadMs - b.aheadMs)[Math.floor((told.length - 1) / 2)];
  if (!middle) {
    const next = 'Compare it with another clock; let the system keep it right (ntp, chrony, or on Tails by itself).';
    return [warning(check, 'No news server has told its time.', wrong, next)];
  }
  // ours is behind where theirs is ahead
  const off = -middle.aheadMs;
  const surely = Math.max(0, Math.abs(off) - middle.uncertainMs);
  if (surely < noticeableMs)
    return [good(check, `It agrees with ${servers(told.length)}.`, 'Letters do not stand out by it.')];
  const finding = `It is ${inWords(Math.abs(off))} ${off > 0 ? 'ahead of' : 'behind'} ${servers(told.length)}.`;
  const next = 'Set it right, and let the system keep it so (ntp, chrony).';
  const judged = surely > 10 * refusedMs || (off > 0 && surely > refusedMs) ? bad : warning;
  return [judged(check, finding, wrong, next)];
};

function servers(count: number): string {
  return count === 1 ? 'the news server' : `the middle one of ${count} news servers`;
}

function inWords(ms: number): string {
  if (ms < 120_000) return `${Math.round(ms / 1000)} seconds`;
  if (ms < 2 * 3600_000) return `${Math.round(ms / 60_000)} minutes`;
  return ms < 48 * 3600_000 ? `${Math.round(ms / 3600_000)} hours` : `${Math.round(ms / 86_400_000)} days`;
}
