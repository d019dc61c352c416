import { systemClock } from '../../../base/clock';
import type { Clock } from '../../../base/clock';
import { sameSecret } from '../../../base/secret';
import type { Account, Backend } from '../backend';
import { memoryAccount } from './account';
import { newShelf } from './shelf';
import type { Shelf } from './shelf';
import { forgetRemovals } from './store';

/** A backend that forgets: for tests and demonstrations, and the reference for what a backend does. */
export interface MemoryBackend extends Backend {
  /** A new account with an INBOX. */
  addAccount(user: string, password: string): Account;
  /** How many bytes of mail any account may hold from now on. */
  limitStorage(bytes: number): void;
  /** Forgets which messages were removed from any mailbox so far, as a backend may that keeps no more than so many. */
  forgetRemovals(): void;
}

export function memoryBackend(clock: Pick<Clock, 'now'> = systemClock): MemoryBackend {
  let emailIds = 0;
  const desk = { now: () => clock.now(), nextEmailId: () => `M${++emailIds}` };
  const accounts = new Map<string, { readonly password: string; readonly account: Account }>();
  const shelves: Shelf[] = [];
  return {
    addAccount: (user, password) => {
      const shelf = newShelf(desk);
      shelves.push(shelf);
      const account = memoryAccount(shelf);
      accounts.set(user, { password, account });
      return account;
    },
    limitStorage: (bytes) => {
      for (const shelf of shelves) shelf.storageLimit = bytes;
    },
    forgetRemovals: () => {
      for (const { boxes } of shelves) for (const box of boxes.values()) forgetRemovals(box);
    },
    login: async (user, password) => {
      const entry = accounts.get(user);
      const right = sameSecret(password, entry?.password ?? '');
      return entry && right ? entry.account : undefined;
    },
  };
}
