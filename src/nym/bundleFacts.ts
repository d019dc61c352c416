import { z } from 'zod';
import { readAddress } from '../base/address';
import { utf8 } from '../base/bytes';
import type { Selector } from '../protocol/nymserv';
import type { ContactRow, Ratchet } from '../store';
import type { OwnChanges } from './change';
import type { ForeignLayer } from './layers';
import type { Listed } from './stored';

/** What a nym is, beside its keys: enough to be it elsewhere. */
export interface BundleFacts {
  readonly address: string;
  readonly displayName: string;
  readonly state: string;
  readonly selectors: readonly Selector[];
  readonly symmetric: readonly string[];
  readonly listed?: Listed | undefined;
  /** Its ephemeral layers, latest first. */
  readonly layers?: readonly ForeignLayer[] | undefined;
  /** The layer as bundles of before have it: as another program left it. */
  readonly ratchet?: Ratchet | undefined;
  /** When its passphrases were last made, in ms since 1970. */
  readonly rotatedAt?: number | undefined;
  /** How it sends and writes; bundles of before have none. */
  readonly habits?: Habits | undefined;
  /** Correspondents' keys: without them, what was always encrypted would go in the clear. */
  readonly contacts?: readonly BundledContact[] | undefined;
}

export type BundledContact = Pick<ContactRow, 'address' | 'publicKey' | 'encrypt' | 'sign' | 'addedAt'>;

/** Of the nym's own changes, those that do not depend on where the bridge is. */
export type Habits = Pick<OwnChanges, 'copies' | 'rotateMs' | 'pool' | 'html' | 'metadata' | 'forwards'>;

/** Grows when an older program could not make sense of it any more; those of before are read. An older one would send without the layers. */
const version = { plain: 1, withLayers: 2 } as const;

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
const layer = z.object({ state: bytes, standing: z.enum(['asked', 'in-force', 'ended']) });
const ms = z.number().int().nonnegative();
const habits = z.object({
  copies: z.number(),
  rotateMs: z.number().nullable(),
  pool: z.object({ leastMs: ms, mostMs: ms }).refine(({ leastMs, mostMs }) => leastMs <= mostMs),
  html: z.enum(['keep', 'text']),
  metadata: z.enum(['keep', 'clean', 'refuse']),
  forwards: z.enum(['clean', 'whole']),
});
const contact = z.object({
  address: z.string().refine((text) => readAddress(text) !== undefined && text === text.toLowerCase()),
  publicKey: bytes,
  encrypt: z.enum(['always', 'when-asked', 'never']),
  sign: z.boolean(),
  addedAt: ms,
});
const facts = z.object({
  nymbridge: z.literal(Object.values(version)),
  address: z.string(),
  name: z.string(),
  state: z.string(),
  selectors: z.array(selector),
  symmetric: z.array(z.string()),
  listed: z.object({ settings: z.record(z.string(), z.string()), saidAt: z.number() }).optional(),
  ephemeral: ratchet.optional(),
  layers: z.array(layer).optional(),
  rotatedAt: z.number().int().optional(),
  habits: habits.optional(),
  contacts: z.array(contact).optional(),
});

/** As JSON, for people too. */
export function writeFacts({ displayName, layers = [], contacts = [], ...rest }: Omit<BundleFacts, 'ratchet'>): Buffer {
  const known = contacts.map((one) => ({ ...one, publicKey: one.publicKey.toString('base64') }));
  const states = layers.map(({ state, standing }) => ({ state: state.toString('base64'), standing }));
  const some = layers.length > 0 ? { nymbridge: version.withLayers, layers: states } : { nymbridge: version.plain };
  const whole = { ...some, name: displayName, ...rest, contacts: known };
  return utf8(`${JSON.stringify(whole, null, 2)}\n`);
}

/** Undefined for anything that is not what `writeFacts` writes. */
export function readFacts(text: string): BundleFacts | undefined {
  const { data } = facts.safeParse(parsed(text));
  if (!data) return undefined;
  const { ephemeral, name, nymbridge: _, ...rest } = data;
  const ratchetOf = ephemeral && {
    ...ephemeral,
    passphrase: ephemeral.passphrase,
    articles: new Map(Object.entries(ephemeral.articles)),
  };
  return { ...rest, displayName: name, ratchet: ratchetOf };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
