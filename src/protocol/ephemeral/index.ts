// The ephemeral layer of some nym servers: an Axolotl ratchet with encrypted headers around every message, each openable once (ephemeral.md).
export { createServerState, createState } from './create';
export type { Created } from './create';
export { decrypt } from './decrypt';
export type { Decrypted } from './decrypt';
export { encrypt } from './encrypt';
export type { Encrypted } from './encrypt';
export { EphemeralError } from './errors';
export type { EphemeralErrorCode } from './errors';
export { readPyaxoState } from './pyaxo';
export type { State } from './state';
export { readState, writeState } from './stateFile';
