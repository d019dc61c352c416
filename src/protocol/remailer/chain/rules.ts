import { isExit } from '../directory/remailer';
import type { Listed } from '../directory/remailer';
import { writeHours } from '../directory/statistics';
import type { Pair, Standing, Statistics } from '../directory/statistics';

/** What a remailer must be to be drawn. Latencies in seconds, reliabilities in percent. */
export interface Rules {
  readonly latency: { readonly least: number; readonly most: number };
  readonly reliability: { readonly onward: number; readonly exit: number };
  /** Hops between which no remailer comes twice: 0 allows neighbours to be the same. */
  readonly distance: number;
  /** Names or addresses that are never drawn. */
  readonly excluded: ReadonlySet<string>;
}

const defaults = { distance: 2, excluded: new Set<string>(), reliability: { onward: 98, exit: 99 } } as const;

/** What the original programs draw by (yamn.md §4, mixmaster.md §4). */
export const usualRules = {
  yamn: { ...defaults, latency: { least: 2 * 60, most: 60 * 60 } },
  mixmaster: { ...defaults, latency: { least: 5 * 60, most: 36 * 3600 } },
} as const satisfies Readonly<Record<string, Rules>>;

/** What chains are drawn from. */
export interface Mix<R extends Listed> {
  readonly remailers: readonly R[];
  readonly statistics: Pick<Statistics, 'standings' | 'broken' | 'noExits'>;
  readonly rules: Rules;
}

/** A place in a chain that is being drawn: what is fixed already, on both sides. */
export interface Place<R> {
  readonly index: number;
  /** As long as the chain; undefined where nothing is fixed yet. */
  readonly fixed: readonly (R | undefined)[];
}

/** Why a remailer is not drawn for a place, or undefined. */
export function reasonAgainst<R extends Listed>(remailer: R, place: Place<R>, mix: Mix<R>): string | undefined {
  return againstItself(remailer, place, mix) ?? againstPlace(remailer, place, mix);
}

function againstItself<R extends Listed>(
  remailer: R,
  { index, fixed }: Place<R>,
  { statistics, rules }: Mix<R>,
): string | undefined {
  const isLast = index === fixed.length - 1;
  const standing = statistics.standings.get(remailer.name);
  if (rules.excluded.has(remailer.name) || rules.excluded.has(remailer.address)) return 'it is excluded';
  if (isLast && !isExit(remailer)) return 'it is a middle-man, and no exit';
  if (isLast && statistics.noExits.has(remailer.name)) return 'by what it says it can do it is no exit for letters';
  if (!standing) return 'the statistics do not know it';
  return againstStanding(standing, rules.reliability[isLast ? 'exit' : 'onward'], rules);
}

function againstStanding(
  { latency, reliability }: Standing,
  least: number,
  { latency: window }: Rules,
): string | undefined {
  if (reliability < least) return `its reliability is ${reliability} %, and has to be ${least} %`;
  if (latency < window.least)
    return `it takes ${writeHours(latency)}, and should take ${writeHours(window.least)} at least`;
  return latency > window.most
    ? `it takes ${writeHours(latency)}, and should take ${writeHours(window.most)} at most`
    : undefined;
}

function againstPlace<R extends Listed>(
  remailer: R,
  { index, fixed }: Place<R>,
  { statistics, rules }: Mix<R>,
): string | undefined {
  const near = fixed.slice(Math.max(index - rules.distance, 0), index + rules.distance + 1);
  if (near.some((other) => other?.address === remailer.address)) return 'it is in the chain already, and too near';
  const [before, after] = [fixed[index - 1], fixed[index + 1]];
  if (before && isBroken(statistics.broken, before.name, remailer.name))
    return `mail from ${before.name} does not come to it`;
  return after && isBroken(statistics.broken, remailer.name, after.name)
    ? `mail from it does not come to ${after.name}`
    : undefined;
}

function isBroken(pairs: readonly Pair[], from: string, to: string): boolean {
  return pairs.some(([a, b]) => (a === '*' || a === from) && (b === '*' || b === to));
}
