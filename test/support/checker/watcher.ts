import type { Random } from '../../../src/base/random';
import type { StoreImap } from '../storeImap';
import type { Client } from './client';
import { readWorld } from './world';
import type { World } from './world';

/** Who sees everything. */
export interface Watcher {
  readonly imap: StoreImap;
  readonly random: Random;
  readonly clients: Client[];
  /** Whose a UID was, for ever: `UIDVALIDITY/UID` and the body. */
  readonly owners: Map<string, number>;
  readonly tally: Map<string, number>;
  /** A text that no message has yet. */
  readonly token: () => string;
  readonly log: (line: string) => void;
}

/** What the store holds now, as another process sees it. */
export function read({ imap: { other, alice } }: Watcher): World {
  return readWorld(other, alice.id);
}

export function count({ tally }: Watcher, what: string): void {
  tally.set(what, (tally.get(what) ?? 0) + 1);
}

export function isAwake({ idle }: Client): boolean {
  return idle === undefined;
}
