import { createHash } from 'node:crypto';
import { utf8 } from '../../base/bytes';
import type { Random } from '../../base/random';
import { Secret } from '../../base/secret';
import { EphemeralError } from './errors';
import { createPair, derive, keyBytes } from './keys';
import { limits } from './limits';
import type { KeyPair, State } from './state';

/** A new layer, and what a creation or change tells the server of it. */
export interface Created {
  readonly state: State;
  /** The value of the option `ratchet`: a public key. */
  readonly ratchet: string;
}

/**
 * The client's side of a new layer; `ephemeral` is the value of the option of that name, which server and client both know.
 * Throws `bad-key` where the server would ignore it.
 */
export function createState(ephemeral: string, random: Random): Created {
  const own = createPair(random);
  return { state: clientState(masterOf(ephemeral), own), ratchet: own.public.toString('base64') };
}

/** The server's side, from the values of both options. Throws `bad-key`. */
export function createServerState(ephemeral: string, ratchet: string): State {
  const theirs = Buffer.from(ratchet, 'base64');
  if (theirs.length !== keyBytes || theirs.toString('base64') !== ratchet)
    throw new EphemeralError('bad-key', 'The option "ratchet" must be 32 bytes in base64.');
  const master = masterOf(ephemeral);
  return {
    role: 'server',
    root: derive(master, salts.root),
    sending: { kind: 'next', theirs, sent: 0 },
    nextSending: derive(master, salts.serverHeader),
    receiving: {
      header: derive(master, salts.firstHeader),
      chain: derive(master, salts.firstChain),
      next: 0,
      skipped: [],
    },
    nextReceiving: derive(master, salts.clientHeader),
    past: [],
  };
}

/** The table of ephemeral.md: what the first keys are derived with. */
const salts = { root: 0, firstHeader: 2, serverHeader: 3, clientHeader: 4, firstChain: 6 } as const;

/** The client's side where its key pair is known. */
export function clientState(master: Secret, own: KeyPair): State {
  const first = { header: derive(master, salts.firstHeader), chain: derive(master, salts.firstChain) };
  return {
    role: 'client',
    root: derive(master, salts.root),
    sending: { kind: 'same', ...first, own, sent: 0, sentBefore: 0 },
    nextSending: derive(master, salts.clientHeader),
    receiving: undefined,
    nextReceiving: derive(master, salts.serverHeader),
    past: [],
  };
}

export function masterOf(ephemeral: string): Secret {
  const bytes = utf8(ephemeral);
  if (bytes.length === 0 || bytes.length > limits.secretBytes)
    throw new EphemeralError('bad-key', `The option "ephemeral" must have 1 to ${limits.secretBytes} bytes.`);
  return new Secret(createHash('sha256').update(bytes).digest());
}
