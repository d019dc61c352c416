import { z } from 'zod';
import { utf8 } from '../../base/bytes';
import { Secret } from '../../base/secret';
import { EphemeralError } from './errors';
import { pairOf } from './keys';
import { limits } from './limits';
import type { Chain, Sending, State } from './state';

/** A state as bytes: JSON, its keys in hex. They are as secret as the state. */
export function writeState({ role, root, sending, nextSending, receiving, nextReceiving, past }: State): Buffer {
  const file: StateFile = {
    ratchet: version,
    role,
    root: hexOf(root),
    sending: writeSending(sending),
    nextSending: hexOf(nextSending),
    receiving: receiving && { ...writeChain(receiving), chain: hexOf(receiving.chain) },
    nextReceiving: hexOf(nextReceiving),
    past: past.map((chain) => ({ ...writeChain(chain), replacedAt: chain.replacedAt })),
  };
  return utf8(JSON.stringify(file));
}

/** The state in what `writeState` gave. Throws `bad-state`. */
export function readState(bytes: Uint8Array): State {
  const parsed = bytes.length > limits.stateBytes ? undefined : stateFile.safeParse(jsonOf(bytes));
  if (!parsed?.success)
    throw new EphemeralError('bad-state', 'The state of the ephemeral layer is damaged, or of another version.');
  const { ratchet: _, root, sending, nextSending, receiving, nextReceiving, past, role } = parsed.data;
  return {
    role,
    root: secretOf(root),
    sending: readSending(sending),
    nextSending: secretOf(nextSending),
    receiving: receiving && { ...readChain(receiving), chain: secretOf(receiving.chain) },
    nextReceiving: secretOf(nextReceiving),
    past: past.map((chain) => ({ ...readChain(chain), replacedAt: chain.replacedAt })),
  };
}

const version = 1;
const hex = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().nonnegative();
const chainFields = {
  header: hex,
  next: count,
  skipped: z.array(z.strictObject({ number: count.optional(), key: hex.optional(), since: count })),
};
const stateFile = z.strictObject({
  ratchet: z.literal(version),
  role: z.enum(['client', 'server']),
  root: hex,
  sending: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('next'), theirs: hex, sent: count }),
    z.strictObject({ kind: z.literal('same'), header: hex, chain: hex, own: hex, sent: count, sentBefore: count }),
  ]),
  nextSending: hex,
  receiving: z.strictObject({ ...chainFields, chain: hex }).optional(),
  nextReceiving: hex,
  past: z.array(z.strictObject({ ...chainFields, replacedAt: count })),
});

type StateFile = z.infer<typeof stateFile>;

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

function writeSending(sending: Sending): StateFile['sending'] {
  const { sent } = sending;
  if (sending.kind === 'next') return { kind: 'next', theirs: sending.theirs.toString('hex'), sent };
  const { header, chain, own, sentBefore } = sending;
  return { kind: 'same', header: hexOf(header), chain: hexOf(chain), own: hexOf(own.private), sent, sentBefore };
}

function readSending(file: StateFile['sending']): Sending {
  const { sent } = file;
  if (file.kind === 'next') return { kind: 'next', theirs: Buffer.from(file.theirs, 'hex'), sent };
  const { header, chain, own, sentBefore } = file;
  return {
    kind: 'same',
    header: secretOf(header),
    chain: secretOf(chain),
    own: pairOf(secretOf(own)),
    sent,
    sentBefore,
  };
}

function writeChain({ header, next, skipped }: Chain): ChainFile {
  return {
    header: hexOf(header),
    next,
    skipped: skipped.map(({ number, key, since }) => ({ number, key: key && hexOf(key), since })),
  };
}

type ChainFile = Pick<StateFile['past'][number], 'header' | 'next' | 'skipped'>;

function readChain({ header, next, skipped }: ChainFile): Chain {
  return {
    header: secretOf(header),
    next,
    skipped: skipped.map(({ number, key, since }) => ({
      number,
      key: key === undefined ? undefined : secretOf(key),
      since,
    })),
  };
}

function hexOf(secret: Secret): string {
  return secret.use((bytes) => bytes.toString('hex'));
}

function secretOf(text: string): Secret {
  return new Secret(Buffer.from(text, 'hex'));
}
