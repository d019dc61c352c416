import { sameAddress } from '../../../base/address';
import { OpenPgpError } from '../errors';
import type { GnupgHome } from './home';
import { addressIn } from './keyblock';
import type { Keyblock } from './keyblock';

/** Which key is wanted. */
export interface KeyChoice {
  /** One of its user ids is of this address. */
  readonly address: string;
  /** Where several are: the 40 hex digits, or the last 16 or more of them; case, spaces and `0x` do not matter. */
  readonly fingerprint?: string | undefined;
}

/** The one key that is wanted, among those whose secret half is here. Throws `bad-key`, or `ambiguous`, with a sentence that says which others are. */
export function chooseKey({ blocks, hasSecret, damage }: GnupgHome, wish: KeyChoice): Keyblock {
  const named = blocks.filter((block) => isOf(block, wish.address));
  const [found, ...others] = named.filter(hasSecret).filter((block) => bears(block, wish.fingerprint));
  if (found && others.length === 0) return found;
  if (found)
    throw new OpenPgpError(
      'ambiguous',
      `There are several keys for ${wish.address} here: ${list([found, ...others])}. Say which by its fingerprint.`,
    );
  if (wish.fingerprint !== undefined && named.some(hasSecret))
    throw refusal(`No key for ${wish.address} here has that fingerprint: ${list(named.filter(hasSecret))}.`);
  if (named.length > 0)
    throw (
      damage ??
      refusal(`Of the key for ${wish.address} only the public half is here: look for it where the nym was made.`)
    );
  throw refusal(`There is no key for ${wish.address} here. ${whoseElse(blocks.filter(hasSecret))}`);
}

function isOf({ userIds }: Keyblock, address: string): boolean {
  return userIds.some((userId) => sameAddress(addressIn(userId), address));
}

function bears({ fingerprint }: Keyblock, wanted: string | undefined): boolean {
  if (wanted === undefined) return true;
  const digits = wanted.replace(/^0x|[\s:]/gi, '').toUpperCase();
  return digits.length >= 16 && fingerprint.endsWith(digits);
}

function list(blocks: readonly Keyblock[]): string {
  return some(blocks.map(({ fingerprint }) => fingerprint));
}

function whoseElse(blocks: readonly Keyblock[]): string {
  const addresses = [...new Set(blocks.flatMap(({ userIds }) => userIds.map(addressIn)))].filter((one) => one !== '');
  return addresses.length === 0
    ? 'There is no secret key here at all; gpg gives one out by --export-secret-keys.'
    : `The secret keys here are for ${some(addresses)}.`;
}

/** Strangers may have written it. */
function harmless(text: string): string {
  return text.slice(0, 100).replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, '?');
}

/** A ring may have hundreds. */
function some(names: readonly string[]): string {
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  return `${names.slice(0, 5).map(harmless).join(', ')}${more}`;
}

function refusal(message: string): OpenPgpError {
  return new OpenPgpError('bad-key', message);
}
