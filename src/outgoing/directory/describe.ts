import { isExit, writeHours } from '../../protocol/remailer';
import type { Fault } from '../../protocol/remailer';
import type { Knowledge, SourceState } from './know';
import { ownStanding, reliabilityOf } from './own';
import type { Tally } from './own';
import type { Format } from './sources';
import type { Listed, Standing } from '../../protocol/remailer';

// What is known of the remailers, for a person to look at.

/** A remailer in one line. */
export interface RemailerLine {
  readonly format: Format;
  readonly name: string;
  readonly address: string;
  /** `0:32`, hours and minutes; null where no statistics know it, as in what follows. */
  readonly latency: string | null;
  /** Twelve days, the last one on the right. */
  readonly history: string | null;
  /** Percent. */
  readonly reliability: number | null;
  /** YYYY-MM-DD, the last day; null where the key does not say. */
  readonly 'key until': string | null;
  readonly hop: 'exit' | 'middle';
  /** `2 of 3`: how many sources list it so. */
  readonly sources: string;
}

/** A source in one line. */
export interface SourceLine {
  readonly format: Format;
  readonly what: 'keys' | 'statistics';
  readonly source: string;
  /** YYYY-MM-DDThh:mm:ssZ; null where there is no copy. */
  readonly of: string | null;
  readonly old: boolean;
  readonly remailers: number;
  readonly faults: readonly Fault[];
  readonly failure: string | null;
}

/** By name. */
export function describeRemailers(format: Format, knowledge: Knowledge<Listed>): RemailerLine[] {
  const total = knowledge.sources.filter(({ what, at }) => what === 'pubring' && at !== undefined).length;
  return knowledge.agreed
    .map(({ remailer, sources }): RemailerLine => {
      const { name, address, until } = remailer;
      const hop = isExit(remailer) ? 'exit' : 'middle';
      const doing = doingOf(knowledge.standings.get(name));
      return { format, name, address, ...doing, 'key until': lastDay(until), hop, sources: `${sources} of ${total}` };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function doingOf(standing: Standing | undefined) {
  if (!standing) return { latency: null, history: null, reliability: null };
  return { latency: writeHours(standing.latency), history: standing.history.trim(), reliability: standing.reliability };
}

/** What messages to oneself have shown of a remailer, in one line. */
export interface PingLine {
  readonly format: Format;
  readonly pinged: string;
  /** Queued, and not handed over yet. */
  readonly waiting: number;
  readonly sent: number;
  readonly back: number;
  readonly lost: number;
  /** Of the whole way, as in what follows: `1:05`; null where none is back. */
  readonly latency: string | null;
  readonly history: string;
  /** Percent of those that are back or lost; null where none is. */
  readonly reliability: number | null;
  /** Whether that is enough for chains to be drawn by. */
  readonly counts: boolean;
}

/** By name. */
export function describePings(format: Format, { own }: Pick<Knowledge<Listed>, 'own'>): PingLine[] {
  return own
    .map((tally: Tally): PingLine => {
      const { name: pinged, waiting, sent, back, lost, latency, history } = tally;
      const doing = { latency: latency === undefined ? null : writeHours(latency), history };
      const counts = ownStanding(tally) !== undefined;
      return { format, pinged, waiting, sent, back, lost, ...doing, reliability: reliabilityOf(tally) ?? null, counts };
    })
    .sort((a, b) => (a.pinged < b.pinged ? -1 : 1));
}

/** The last day of a key that ends at midnight. */
function lastDay(until: number): string | null {
  return Number.isFinite(until) ? new Date(until - 1).toISOString().slice(0, 10) : null;
}

export function describeSources({ sources }: Pick<Knowledge<Listed>, 'sources'>): SourceLine[] {
  return sources.map(({ format, what, source, at, isOld, failure, remailers, faults }: SourceState) => ({
    format,
    what: what === 'pubring' ? 'keys' : 'statistics',
    source,
    of: at === undefined ? null : new Date(at).toISOString().replace(/\.\d+Z$/, 'Z'),
    old: isOld,
    remailers,
    faults,
    failure: failure ?? null,
  }));
}
