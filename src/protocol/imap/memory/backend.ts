import { sameSecret } from '../../../base/secret';
import type { Account, Backend } from '../backend';
import { memoryAccount } from './account';

/** A backend that forgets: for tests and demonstrations, and the reference for what a backend does. */
export interface MemoryBackend extends Backend {
  /** A new account with an INBOX. */
  addAccount(user: string, password: string): Account;
}

export function memoryBackend(): MemoryBackend {
  const accounts = new Map<string, { readonly password: string; readonly account: Account }>();
  return {
    addAccount: (user, password) => {
      const account = memoryAccount();
      accounts.set(user, { password, account });
      return account;
    },
    login: async (user, password) => {
      const entry = accounts.get(user);
      const right = sameSecret(password, entry?.password ?? '');
      return entry && right ? entry.account : undefined;
    },
  };
}
