import {
  EphemeralError,
  createServerState,
  createState,
  decrypt,
  encrypt,
  readState,
  writeState,
} from '../../../src/protocol/ephemeral';
import type { EphemeralErrorCode, State } from '../../../src/protocol/ephemeral';
import { seededRandom } from '../../support/random';

export const start = Date.UTC(2026, 10, 22);
export const day = 24 * 60 * 60 * 1000;

/** One side of the layer: what it does with its state between messages is what the program does, save it and read it again. */
export class Side {
  now = start;

  constructor(
    public state: State,
    private readonly random: ReturnType<typeof seededRandom>,
  ) {}

  async write(text: string): Promise<Buffer> {
    const { state, message } = await encrypt(this.state, Buffer.from(text), { random: this.random, now: this.now });
    this.state = readState(writeState(state));
    return message;
  }

  /** The text, or the code of the error; after one, the state must be as it was. */
  async read(message: Uint8Array): Promise<string> {
    const before = writeState(this.state);
    try {
      const { state, plaintext } = await decrypt(this.state, message, this.now);
      this.state = readState(writeState(state));
      return plaintext.toString('latin1');
    } catch (error) {
      if (!(error instanceof EphemeralError)) throw error;
      if (!writeState(this.state).equals(before)) throw new Error('the state changed', { cause: error });
      return error.code;
    }
  }

  /** The saved state, to be looked at or spoilt. */
  get saved(): SavedState {
    return JSON.parse(writeState(this.state).toString()) as SavedState;
  }

  change(change: (saved: SavedState) => void): void {
    const saved = this.saved;
    change(saved);
    this.state = readState(Buffer.from(JSON.stringify(saved)));
  }
}

interface SavedChain {
  header: string;
  next: number;
  skipped: { number?: number; key?: string; since: number }[];
}

export interface SavedState {
  root: string;
  sending: {
    kind: 'same' | 'next';
    header?: string;
    chain?: string;
    own?: string;
    theirs?: string;
    sent: number;
    sentBefore?: number;
  };
  nextSending: string;
  receiving?: SavedChain & { chain: string };
  nextReceiving: string;
  past: (SavedChain & { replacedAt: number })[];
}

/** A nym server and a nym that have just agreed on a layer. */
export function sides(seed = 'ephemeral'): { server: Side; panda: Side } {
  const random = seededRandom(seed);
  const { state, ratchet } = createState(seed, random);
  return { server: new Side(createServerState(seed, ratchet), random), panda: new Side(state, random) };
}

export const codes: readonly EphemeralErrorCode[] = [
  'not-ephemeral',
  'no-key',
  'duplicate',
  'too-late',
  'too-far',
  'out-of-turn',
  'bad-header',
  'altered',
  'too-large',
  'too-costly',
  'bad-key',
];
