import type { Pair, Standing, Statistics } from '../../protocol/remailer';

/** What all statistics say together. */
export interface Together {
  readonly standings: ReadonlyMap<string, Standing>;
  readonly broken: readonly Pair[];
  readonly noExits: ReadonlySet<string>;
}

/**
 * The middle of what the sources say of each remailer, the worse of two: one source that lies moves no remailer far where there are three.
 * The histories are those of the source that was made last. `own` pings are one more source
 * of reliability. Theirs is the time of a whole way, with another remailer and the nym server on it: it counts where no other is told.
 */
export function together(statistics: readonly Statistics[], own: readonly Standing[] = []): Together {
  const newestFirst = [...statistics].sort((a, b) => (b.made ?? 0) - (a.made ?? 0));
  const names = new Set([...newestFirst.flatMap(({ standings }) => [...standings.keys()]), ...own.map(nameOf)]);
  const standings = new Map<string, Standing>();
  for (const name of names) {
    const known = newestFirst.flatMap((one) => one.standings.get(name) ?? []);
    const mine = own.filter((one) => one.name === name);
    const newest = known[0] ?? mine[0];
    if (!newest) continue;
    const reliability = worseMiddle([...known, ...mine].map((one) => -one.reliability));
    const latency = worseMiddle((known.length > 0 ? known : mine).map((one) => one.latency));
    standings.set(name, { ...newest, reliability: reliability === 0 ? 0 : -reliability, latency });
  }
  const noExits = statistics
    .flatMap((one) => [...one.noExits])
    .filter((name) => isHalf(statistics, (one) => one.noExits.has(name)));
  return { standings, broken: brokenBy(statistics), noExits: new Set(noExits) };
}

const isHalf = <T>(list: readonly T[], is: (one: T) => boolean) => list.filter(is).length * 2 >= list.length;

/**
 * The pairs that at least half of the sources know to be broken, as with reliability: one that lies cannot rule out every chain but those through its own
 * remailers where there are three.
 */
function brokenBy(statistics: readonly Statistics[]): Pair[] {
  const keyOf = (from: string, to: string) => `${from} ${to}`;
  const known = statistics.map(({ broken }) => new Set(broken.map((pair) => keyOf(...pair))));
  const knows = (keys: ReadonlySet<string>, [from, to]: Pair) =>
    [keyOf(from, to), keyOf(from, '*'), keyOf('*', to), keyOf('*', '*')].some((key) => keys.has(key));
  const pairs = new Map(statistics.flatMap(({ broken }) => broken.map((pair) => [keyOf(...pair), pair])));
  return [...pairs.values()].filter((pair) => isHalf(known, (keys) => knows(keys, pair)));
}

const nameOf = ({ name }: Standing) => name;

/** The middle one of numbers that are the worse the larger they are. */
function worseMiddle(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
