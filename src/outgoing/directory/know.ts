import type { Clock } from '../../base/clock';
import { UserError } from '../../base/errors';
import { mixmaster, yamn } from '../../protocol/remailer';
import type { Fault, Listed, Pubring, Statistics } from '../../protocol/remailer';
import type { Directories, Pings } from '../../store';
import { agree } from './agree';
import type { Agreed, Dispute, TooFew } from './agree';
import { ownStanding, ownTallies } from './own';
import type { Tally } from './own';
import type { RemailersSettings } from './settings';
import { copiesOf, isImported, ownSource } from './sources';
import type { Copy, Format, What } from './sources';
import { together } from './standings';
import type { Together } from './standings';

export interface DirectoryParts {
  readonly settings: RemailersSettings;
  readonly directories: Directories;
  readonly clock: Pick<Clock, 'now'>;
}

export interface KnowParts extends DirectoryParts {
  /** Messages to oneself. */
  readonly pings: Pick<Pings, 'since'>;
}

/** How it stands with one source. */
export interface SourceState {
  readonly format: Format;
  readonly what: What;
  readonly source: string;
  /** When its copy was had, or, of statistics that say so, made; ms since 1970. */
  readonly at: number | undefined;
  readonly isOld: boolean;
  /** Why there is no newer copy. */
  readonly failure: string | undefined;
  /** How many remailers it knows that can be used now. */
  readonly remailers: number;
  readonly faults: readonly Fault[];
}

/** All that is known of the remailers of a format now. */
export interface Knowledge<R extends Listed> extends Together {
  readonly agreed: readonly Agreed<R>[];
  readonly disputes: readonly Dispute[];
  readonly tooFew: readonly TooFew[];
  readonly sources: readonly SourceState[];
  /** What messages to oneself have shown, of those that agree. */
  readonly own: readonly Tally[];
}

interface Readers<R extends Listed> {
  readonly format: Format;
  readonly readPubring: (file: Uint8Array, now: number) => Pubring<R>;
  readonly readStatistics: (file: Uint8Array) => Statistics;
}

export function knowYamn(parts: KnowParts): Knowledge<yamn.YamnRemailer> {
  return know({ format: 'yamn', ...yamn }, parts);
}

export function knowMixmaster(parts: KnowParts): Knowledge<mixmaster.MixRemailer> {
  return know({ format: 'mixmaster', ...mixmaster }, parts);
}

/** By format; for what is the same of both. */
export const knowing: Readonly<Record<Format, (parts: KnowParts) => Knowledge<Listed>>> = {
  yamn: knowYamn,
  mixmaster: knowMixmaster,
};

function know<R extends Listed>(readers: Readers<R>, parts: KnowParts): Knowledge<R> {
  const { settings, directories, pings, clock } = parts;
  const now = clock.now();
  const copies = copiesOf(settings, directories).filter(({ format }) => format === readers.format);
  const pubrings = copies
    .filter(({ what }) => what === 'pubring')
    .map((copy) => ({ copy, read: copy.bytes && readers.readPubring(copy.bytes, now) }));
  const statistics = copies
    .filter(({ what }) => what === 'statistics')
    .map((copy) => ({ copy, read: copy.bytes && readers.readStatistics(copy.bytes) }));
  const stateOf = (copy: Copy, at: number | undefined, count = 0, faults: readonly Fault[] = []): SourceState => {
    const { format, what, source, failure } = copy;
    const isOld = at !== undefined && now - at > settings.max_age;
    return { format, what, source, at, isOld, failure, remailers: count, faults };
  };
  const agreement = agree(
    pubrings.flatMap(({ copy, read }) =>
      read ? [{ source: copy.source, isImported: isImported(copy), remailers: read.remailers }] : [],
    ),
  );
  const own = ownTallies({ pings, format: readers.format, now }, agreement.agreed);
  const standings = own.flatMap((tally) => ownStanding(tally) ?? []);
  const last = Math.max(...own.map((tally) => tally.lastAt));
  return {
    ...agreement,
    ...together(
      statistics.flatMap(({ read }) => read ?? []),
      standings,
    ),
    own,
    sources: [
      ...pubrings.map(({ copy, read }) => stateOf(copy, copy.at, read?.remailers.length, read?.faults)),
      ...statistics.map(({ copy, read }) =>
        stateOf(copy, earlier(copy.at, read?.made), read?.standings.size, read?.faults),
      ),
      ...(standings.length > 0 ? [stateOf(ownSource(readers.format), last, standings.length)] : []),
    ],
  };
}

/** A day that is yet to come, or a list made long before it was had, must not pass for news. */
const earlier = (had: number | undefined, made: number | undefined) =>
  had === undefined || made === undefined ? had : Math.min(had, made);

/** What packets are packed by. Throws UserError where no remailer of the format can be used. */
export function usableNow<R extends Listed>({ agreed, standings, broken, noExits }: Knowledge<R>, format: Format) {
  if (agreed.length > 0)
    return { remailers: agreed.map(({ remailer }) => remailer), statistics: { standings, broken, noExits } };
  throw new UserError(
    `No ${format} remailer is known that can be used now: see "nymbridge remailers". Name sources in [remailers.${format}].`,
  );
}
