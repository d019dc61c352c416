// OpenPGP in mail (RFC 3156): tells a mail that is encrypted as a whole from one of which only parts are.
export { findSealed, holdsSealed } from './find';
export type { Sealed } from './find';
