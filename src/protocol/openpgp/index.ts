// Implements the part of OpenPGP (RFC 9580) that nym servers speak: keys, seal (sign and encrypt), open (decrypt and verify); bytes in, bytes out.
export { OpenPgpError } from './errors';
export type { OpenPgpErrorCode } from './errors';
export { readGnupgKey } from './gnupg';
export type { GnupgFiles, KeyChoice } from './gnupg';
export { generateKey } from './generate';
export type { KeyAlgorithm, KeyWishes } from './generate';
export { readKeyRing, readPublicKey, readPublicKeys, readSecretKey } from './importKeys';
export type { KeyRing } from './importKeys';
export type { PublicKey, SecretKey } from './keys';
export { lockSecretKey } from './lock';
export type { Layer } from './sessions';
export { open } from './open';
export type { OpenWishes, Opened } from './open';
export { readRecipients } from './recipients';
export type { Recipients } from './recipients';
export { seal, sealSymmetric } from './seal';
export type { SealWishes } from './seal';
export type { Signature } from './verdict';
