// Keys of nym servers: where they come from, what is to be said of them, and how they are checked and changed.
export { checkServer } from './check';
export type { KeyFinding } from './check';
export { compareServerKey, refreshServer, replaceServer } from './change';
export type { ComparedKeys } from './change';
export { offerServerKey, readFingerprint } from './facts';
export type { OfferedKey, ServerKeyFacts } from './facts';
export { fetchKey } from './fetch';
export { readKeyFile } from './file';
export { knownKey, shippedKey } from './known';
export type { KnownKey } from './known';
export { readKeySource, writeSource } from './source';
export type { KeySource } from './source';
