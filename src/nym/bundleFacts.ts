import { z } from 'zod';
import { readAddress } from '../base/address';
import { utf8 } from '../base/bytes';
import type { Selector } from '../protocol/nymserv';
import type { ContactRow, Ratchet } from '../store';
import type { OwnChanges } from './change';
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
  nymbridge: z.literal(version),
  address: z.string(),
  name: z.string(),
  state: z.string(),
  selectors: z.array(selector),
  symmetric: z.array(z.string()),
  listed: z.object({ settings: z.record(z.string(), z.string()), saidAt: z.number() }).optional(),
  ephemeral: ratchet.optional(),
  rotatedAt: z.number().int().optional(),
  habits: habits.optional(),
  contacts: z.array(contact).optional(),
});

/** As JSON, for people too. */
export function writeFacts({ displayName, ratchet: layer, contacts = [], ...rest }: BundleFacts): Buffer {
  const ephemeral = layer && {
    ...layer,
    state: layer.state.toString('base64'),
    articles: Object.fromEntries([...layer.articles].map(([name, source]) => [name, source.toString('base64')])),
  };
  const known = contacts.map((one) => ({ ...one, publicKey: one.publicKey.toString('base64') }));
  const whole = { nymbridge: version, name: displayName, ...rest, ephemeral, contacts: known };
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
