import type { Secret } from '../base/secret';
import type { Store } from './store';

/** Opens (or makes) `nymbridge.db` in `dir` with the key out of the vault, and brings its schema up to date. */
export function openStore(_dir: string, _key: Secret): Store {
  throw new Error('not yet');
}

/** A store that is nowhere on disk and ends with close(): for tests and the sandbox. */
export function openMemoryStore(): Store {
  throw new Error('not yet');
}
