import { readAddress } from '../base/address';
import { checkNymName, NymservError } from '../protocol/nymserv';
import { limits } from './limits';

/**
 * Addresses on the same server to try where one is somebody else's or the server's own: like it, and such as the server takes.
 * `taken` are those that are known to be in use (lower case).
 */
export function otherNames(address: string, taken: readonly string[] = []): string[] {
  const read = readAddress(address.toLowerCase());
  if (!read) return [];
  const { domain } = read;
  const local = read.local.slice(0, limits.otherNameStem);
  return [`${local}.too`, `the.${local}`, `${local}-2`, `my.${local}`, `${local}.mail`]
    .filter(isFree)
    .map((name) => `${name}@${domain}`)
    .filter((one) => !taken.includes(one))
    .slice(0, limits.otherNames);
}

function isFree(name: string): boolean {
  try {
    checkNymName(name);
    return true;
  } catch (error) {
    if (error instanceof NymservError) return false;
    throw error;
  }
}
