import { z } from 'zod';
import { utf8 } from '../base/bytes';
import type { Selector } from '../protocol/nymserv';
import type { Ratchet } from '../store';
import type { Listed } from './stored';

/** What a nym is, beside its keys: enough to be it elsewhere. */
export interface BundleFacts {
  readonly address: string;
  readonly displayName: string;
  readonly state: string;
  readonly selectors: readonly Selector[];
  readonly symmetric: readonly string[];
  readonly listed?: Listed | undefined;
  readonly ratchet?: Ratchet | undefined;
}

/** Grows when an older program could not make sense of it any more. */
const version = 1;

const bytes = z.base64().transform((text) => Buffer.from(text, 'base64'));
const selector = z.discriminatedUnion('scheme', [
  z.object({ scheme: z.literal('hsub'), passphrase: z.string() }),
  z.object({ scheme: z.literal('plain'), text: z.string() }),
  z.object({ scheme: z.literal('esub'), text: z.string(), key: z.string() }),
  z.object({ scheme: z.literal('trial') }),
]);
const ratchet = z.object({
  state: bytes,
  passphrase: z.string().optional(),
  takenAt: z.number(),
  articles: z.record(z.string(), bytes),
});
const facts = z.object({
  nymbridge: z.literal(version),
  address: z.string(),
  name: z.string(),
  state: z.string(),
  selectors: z.array(selector),
  symmetric: z.array(z.string()),
  listed: z.object({ settings: z.record(z.string(), z.string()), saidAt: z.number() }).optional(),
  ephemeral: ratchet.optional(),
});

/** As JSON, for people too. */
export function writeFacts({ displayName, ratchet: layer, ...rest }: BundleFacts): Buffer {
  const ephemeral = layer && {
    ...layer,
    state: layer.state.toString('base64'),
    articles: Object.fromEntries([...layer.articles].map(([name, source]) => [name, source.toString('base64')])),
  };
  return utf8(`${JSON.stringify({ nymbridge: version, name: displayName, ...rest, ephemeral }, null, 2)}\n`);
}

/** Undefined for anything that is not what `writeFacts` writes. */
export function readFacts(text: string): BundleFacts | undefined {
  const { data } = facts.safeParse(parsed(text));
  if (!data) return undefined;
  const { ephemeral, name, address, state, selectors, symmetric, listed } = data;
  const layer = ephemeral && {
    ...ephemeral,
    passphrase: ephemeral.passphrase,
    articles: new Map(Object.entries(ephemeral.articles)),
  };
  return { address, state, selectors, symmetric, displayName: name, listed, ratchet: layer };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
