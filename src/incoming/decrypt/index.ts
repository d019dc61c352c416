// Opens an article with a nym's key and passphrases, and says who signed it.

export { decrypt } from './decrypt';
export type { Around } from './decrypt';
export { openRsaThreads } from '../../protocol/openpgp';
