import type { Random } from '../../base/random';
import { messageOf } from '../../base/errors';
import { drawChains, findRemailer, isExit, readChain, reasonAgainst, RemailerError } from '../../protocol/remailer';
import type { Listed, Mix, Rules } from '../../protocol/remailer';
import type { LetterKind } from '../letter';
import type { PacketSettings } from './packetSettings';
import type { ChainPlan, Known, ShownChains } from './way';

/** What chains of one way out are drawn by. */
export interface Chains {
  readonly settings: Pick<
    PacketSettings,
    'chain' | 'chains' | 'copies' | 'reliability' | 'latency' | 'distance' | 'exclude'
  >;
  /** What counts where the settings do not say. */
  readonly usual: Rules;
  readonly mostHops: number;
}

/** A request that creates or changes the nym goes by the same chain, and may go several times (nymserv.md §2). */
const kindOf = (kind: LetterKind) => (kind === 'create' ? 'config' : kind);

/**
 * All chains of a letter: for each of its packets one for every copy, all with the same exit. How many packets there are may depend on the
 * exit. Throws RemailerError `bad-chain`, `no-chain`, with nothing sent yet.
 */
export function chainsFor<R extends Listed>(
  { settings, usual, mostHops }: Chains,
  kind: LetterKind,
  known: Known<R>,
  { random, packets }: { readonly random: Random; readonly packets: (exit: R) => number },
): R[][][] {
  const copies = kindOf(kind) === 'config' ? settings.copies : 1;
  const mix = { ...known, rules: rulesOf(settings, usual) };
  const elements = readChain(settings.chains[kindOf(kind)] ?? settings.chain, known.remailers, mostHops);
  const draw = (count: number, from: typeof elements) => drawChains(from, { packets: count, copies }, mix, random);
  const first = draw(1, elements);
  const exit = first[0]?.[0]?.at(-1);
  const count = exit ? packets(exit) : 1;
  return exit && count > 1 ? draw(count, elements.with(-1, exit)) : first;
}

/** A chain for a packet that carries nothing: as letters go. */
export function chainForDummy<R extends Listed>(chains: Chains, known: Known<R>, random: Random): R[] {
  return chainsFor(chains, 'send', known, { random, packets: () => 1 })[0]?.[0] ?? [];
}

/** Those of these names or addresses; all that are not excluded where there are none. Throws RemailerError `bad-chain`. */
export function remailersToPing<R extends Listed>(
  { settings }: Pick<Chains, 'settings'>,
  { remailers }: Known<R>,
  words: readonly string[],
): R[] {
  if (words.length > 0) return [...new Set(words.map((word) => findRemailer(word, remailers)))];
  const { exclude } = settings;
  return remailers.filter(({ name, address }) => !exclude.includes(name) && !exclude.includes(address));
}

/**
 * Two hops, of which a remailer is the exit where it is one, and else the entry: of one hop its exit would learn for which nym a relay’s
 * customer pings. Throws RemailerError `no-chain`.
 */
export function chainForPing<R extends Listed>(
  { settings, usual }: Chains,
  remailer: R,
  known: Known<R>,
  random: Random,
): R[] {
  const rules = rulesOf(settings, usual);
  const mix = { ...known, rules: { ...rules, distance: Math.max(rules.distance, 1) } };
  const elements = isExit(remailer) ? (['any', remailer] as const) : ([remailer, 'any'] as const);
  const draw = (from: Mix<R>) => drawChains(elements, { packets: 1, copies: 1 }, from, random)[0]?.[0] ?? [];
  try {
    return draw(mix);
  } catch (error) {
    if (!(error instanceof RemailerError)) throw error;
    return draw({ ...mix, statistics: praiseOf(mix) });
  }
}

/** As long as there are no statistics, any that is listed has to do: what is lost is no letter. */
function praiseOf<R extends Listed>({ remailers, rules }: Mix<R>): Mix<R>['statistics'] {
  const well = { latency: rules.latency.least, reliability: 100, latencyHistory: '', history: '' };
  return { standings: new Map(remailers.map(({ name }) => [name, { name, ...well }])), broken: [], noExits: new Set() };
}

const kinds: readonly ChainPlan['kind'][] = ['send', 'config', 'url'];
/** Chains shown of each kind: enough to see that they differ. */
const mostShown = 3;

/** For a person to look at: nothing is kept of what is drawn. */
export function showChains<R extends Listed>(chains: Chains, known: Known<R>, random: Random): ShownChains {
  const mix = { ...known, rules: rulesOf(chains.settings, chains.usual) };
  const fixed = [undefined, undefined];
  const remailers = known.remailers.map((one) => ({
    name: one.name,
    onward: reasonAgainst(one, { index: 0, fixed }, mix),
    exit: reasonAgainst(one, { index: 1, fixed }, mix),
  }));
  return { plans: kinds.map((kind) => planOf(chains, kind, known, random)), remailers };
}

function planOf<R extends Listed>(chains: Chains, kind: ChainPlan['kind'], known: Known<R>, random: Random): ChainPlan {
  const { settings } = chains;
  const about = {
    kind,
    chain: settings.chains[kind] ?? settings.chain,
    copies: kind === 'config' ? settings.copies : 1,
  };
  const draw = () => chainsFor(chains, kind, known, { random, packets: () => 1 })[0]?.[0] ?? [];
  try {
    const drawn = Array.from({ length: mostShown }, () => draw().map(({ name }) => name));
    return { ...about, drawn: distinct(drawn), failure: undefined };
  } catch (error) {
    if (!(error instanceof RemailerError)) throw error;
    return { ...about, drawn: [], failure: messageOf(error) };
  }
}

function distinct(chains: readonly (readonly string[])[]): string[][] {
  return [...new Set(chains.map((names) => names.join(',')))].map((names) => names.split(','));
}

function rulesOf({ reliability, latency, distance, exclude }: Chains['settings'], usual: Rules): Rules {
  const seconds = (ms: number | undefined) => (ms === undefined ? undefined : Math.floor(ms / 1000));
  return {
    reliability: {
      onward: reliability.onward ?? usual.reliability.onward,
      exit: reliability.exit ?? usual.reliability.exit,
    },
    latency: {
      least: seconds(latency.least) ?? usual.latency.least,
      most: seconds(latency.most) ?? usual.latency.most,
    },
    distance: distance ?? usual.distance,
    excluded: new Set(exclude),
  };
}
