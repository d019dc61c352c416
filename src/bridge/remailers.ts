import {
  describePings,
  describeRemailers,
  describeSources,
  type Dispute,
  fetchedSources,
  fetchSource,
  forgetImport,
  type Format,
  formats,
  importFile,
  type Imported,
  keepFresh,
  knowing,
  knowMixmaster,
  knowYamn,
  type PingLine,
  type RemailerLine,
  type Remailers,
  type SourceLine,
  type TooFew,
  usableNow,
} from '../outgoing';
import { UserError } from '../base/errors';
import type { Bridge } from './open';
import { circuitsOf } from './newnym';
import { openRoutes } from './routes';
import { chooseTransport } from './transports';

type Known = Pick<Bridge, 'config' | 'store' | 'clock'>;

const partsOf = ({ config, store, clock }: Known) => ({
  settings: config.remailers,
  directories: store.directories,
  pings: store.pings,
  clock,
});

/** What ways out through remailers pack by: read anew each time, and fetched for none. */
export function remailersOf(bridge: Known): Remailers {
  const parts = partsOf(bridge);
  return {
    yamn: async () => usableNow(knowYamn(parts), 'yamn'),
    mixmaster: async () => usableNow(knowMixmaster(parts), 'mixmaster'),
  };
}

/** All that is known of the remailers. */
export interface KnownRemailers {
  readonly remailers: readonly RemailerLine[];
  /** What sources contradict each other about. */
  readonly disputes: readonly (Dispute & { readonly format: Format })[];
  /** Not used: too few sources list them. */
  readonly tooFew: readonly (TooFew & { readonly format: Format })[];
  /** What messages to oneself have shown in the last twelve days. */
  readonly pings: readonly PingLine[];
  readonly sources: readonly SourceLine[];
}

export function listRemailers(bridge: Known): KnownRemailers {
  const known = formats.map((format) => ({ format, knowledge: knowing[format](partsOf(bridge)) }));
  return {
    remailers: known.flatMap(({ format, knowledge }) => describeRemailers(format, knowledge)),
    disputes: known.flatMap(({ format, knowledge }) => knowledge.disputes.map((dispute) => ({ format, ...dispute }))),
    tooFew: known.flatMap(({ format, knowledge }) => knowledge.tooFew.map((one) => ({ format, ...one }))),
    pings: known.flatMap(({ format, knowledge }) => describePings(format, knowledge)),
    sources: known.flatMap(({ knowledge }) => describeSources(knowledge)),
  };
}

/** By what chains letters of a way out would go, and why others are not drawn. Throws UserError where it has none. */
export async function showChains(bridge: Bridge, transport: string | undefined) {
  const name = chooseTransport(bridge, transport);
  const way = bridge.config.transport[name];
  if (!way?.chains) throw new UserError(`[transport.${name}] does not send through chains of remailers.`);
  const shown = await way.chains({ random: bridge.random, remailers: remailersOf(bridge) });
  return { transport: name, format: way.type, ...shown };
}

/** Fetches from every source now, because a person says so. Gives how many there are, and how many answered well. */
export async function fetchRemailers(
  bridge: Bridge,
  ca?: string,
): Promise<{ readonly sources: number; readonly fetched: number }> {
  const parts = { ...fetchPartsOf(bridge), ca };
  const well = await Promise.all(fetchedSources(parts).map((source) => fetchSource(source, parts)));
  return { sources: well.length, fetched: well.filter(Boolean).length };
}

/** Keeps what is fetched fresh until `signal` is aborted. */
export function keepRemailers(bridge: Bridge, signal: AbortSignal): Promise<void> {
  const { random, log, clock } = bridge;
  return keepFresh({ ...fetchPartsOf(bridge), random, log, clock }, signal);
}

/** Takes keys or statistics from a file. Throws UserError where none are in it. */
export function importRemailers(bridge: Known, bytes: Uint8Array): Imported[] {
  return importFile(bytes, partsOf(bridge));
}

/** Forgets what was imported under that name, and gives what it was. Throws UserError where there is no such. */
export function forgetRemailers({ store }: Pick<Bridge, 'store'>, name: string): ReturnType<typeof forgetImport> {
  return forgetImport(name, store);
}

function fetchPartsOf(bridge: Bridge) {
  return { ...partsOf(bridge), route: openRoutes(bridge.config.tor, bridge.random, () => circuitsOf(bridge)) };
}

/** What is old, contradicts itself, or could not be fetched: sentences. */
export function remailerWarnings(bridge: Known): string[] {
  const { disputes, sources } = listRemailers(bridge);
  const look = 'See "nymbridge remailers".';
  return [
    ...disputes.map(({ format, of, claims }) => {
      const used = claims.some(({ isUsed }) => isUsed) ? 'what most of them say is used' : 'it is not used';
      return `Sources contradict each other about the ${format} remailer ${of}: ${used}. ${look}`;
    }),
    ...sources
      .filter(({ old }) => old)
      .map(({ format, what, source }) => `The ${format} ${what} of ${source} are old. ${look}`),
    ...sources
      .filter(({ of }) => of === null)
      .map(({ format, what, source }) => `There are no ${format} ${what} of ${source}. ${look}`),
  ];
}
