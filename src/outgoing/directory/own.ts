import type { Listed, Standing } from '../../protocol/remailer';
import type { PingRow, Pings } from '../../store';
import type { Agreed } from './agree';
import { limits } from './limits';
import type { Format } from './sources';

const dayMs = 24 * 3600_000;

/** What has become of the messages to oneself through one remailer that were handed over in the last days. */
export interface Tally {
  readonly name: string;
  /** Queued, and not handed over yet. */
  readonly waiting: number;
  readonly sent: number;
  readonly back: number;
  readonly lost: number;
  /** The middle of how long those took that are back, in seconds; undefined where none is. */
  readonly latency: number | undefined;
  /** As pingers write it in statistics of version 2: twelve days, this one on the right; `+` all, `9` nine of ten, `?` not known. */
  readonly history: string;
  /** When something was last known of one, in ms since 1970; -Infinity where nothing was. */
  readonly lastAt: number;
}

/** A ping whose fate is known. */
interface Settled {
  readonly sentAt: number;
  /** Undefined: lost. */
  readonly tookMs: number | undefined;
  /** When its fate was known. */
  readonly at: number;
}

/**
 * Counts the pings of each remailer that is listed now, by its address: whatever its key was then. One that is not back in time is lost only where one that
 * was sent after it is back: else the nym server, the newsgroup, or the bridge itself may not have been there.
 */
export function ownTallies(
  { pings, format, now }: { readonly pings: Pick<Pings, 'since'>; readonly format: Format; readonly now: number },
  agreed: readonly Agreed<Listed>[],
): Tally[] {
  const rows = pings.since(format, now - limits.pingDays * dayMs);
  const proven = Math.max(...rows.flatMap(({ sentAt, arrivedAt }) => (arrivedAt === undefined ? [] : (sentAt ?? []))));
  return agreed.flatMap(({ remailer: { name, address } }) => {
    const mine = rows.filter((row) => row.address === address);
    return mine.length === 0 ? [] : [tallyOf(name, mine, { now, proven })];
  });
}

function tallyOf(name: string, rows: readonly PingRow[], around: { now: number; proven: number }): Tally {
  const sent = rows.flatMap(({ sentAt }) => sentAt ?? []);
  const settled = rows.flatMap((row) => settle(row, around) ?? []);
  const times = settled.flatMap(({ tookMs }) => tookMs ?? []).sort((a, b) => a - b);
  const middle = times[Math.floor(times.length / 2)];
  return {
    name,
    waiting: rows.length - sent.length,
    sent: sent.length,
    back: times.length,
    lost: settled.length - times.length,
    latency: middle === undefined ? undefined : Math.round(middle / 1000),
    history: historyOf(settled, around.now),
    lastAt: Math.max(...settled.map(({ at }) => at)),
  };
}

/** Undefined: under way. */
function settle({ sentAt, arrivedAt }: PingRow, { now, proven }: { now: number; proven: number }): Settled | undefined {
  if (sentAt === undefined) return undefined;
  // clocks differ: the day of an article may be before that of the ping
  if (arrivedAt !== undefined) return { sentAt, tookMs: Math.max(0, arrivedAt - sentAt), at: arrivedAt };
  const lostAt = sentAt + limits.pingLostMs;
  return now >= lostAt && proven > sentAt ? { sentAt, tookMs: undefined, at: lostAt } : undefined;
}

function historyOf(settled: readonly Settled[], now: number): string {
  const today = Math.floor(now / dayMs);
  return Array.from({ length: limits.pingDays }, (_, i) => {
    const day = today - (limits.pingDays - 1) + i;
    const mine = settled.filter(({ sentAt }) => Math.floor(sentAt / dayMs) === day);
    const back = mine.filter(({ tookMs }) => tookMs !== undefined).length;
    if (mine.length === 0) return '?';
    return back === mine.length ? '+' : String(Math.floor((10 * back) / mine.length));
  }).join('');
}

/** Percent, in tenths; undefined where nothing is known. */
export function reliabilityOf({ back, lost }: Pick<Tally, 'back' | 'lost'>): number | undefined {
  return back + lost === 0 ? undefined : Math.floor((1000 * back) / (back + lost)) / 10;
}

/**
 * What chains are drawn by: undefined as long as too few pings have come to an end. One that is lost is forgiven: it may have been lost by the other
 * remailer on its way, by the nym server or by the newsgroup.
 */
export function ownStanding({ name, back, lost, latency = 0, history }: Tally): Standing | undefined {
  if (back + lost < limits.leastPings) return undefined;
  const reliability = reliabilityOf(lost > 0 ? { back: back + 1, lost: lost - 1 } : { back, lost });
  return { name, latency, reliability: reliability ?? 0, latencyHistory: '', history };
}
