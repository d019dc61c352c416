import { sameAddress } from '../base/address';
import { UserError } from '../base/errors';
import type { PublicKey } from '../protocol/openpgp';
import type { ContactRow, EncryptHabit, Store } from '../store';
import { compareKeys } from './keyCopies';
import type { Nym } from './nym';

/** What is known of a correspondent beside the address. */
export interface ContactWishes {
  readonly address: string;
  readonly key: PublicKey;
  readonly encrypt: EncryptHabit;
  readonly sign: boolean;
}

/**
 * Takes a key that somebody has looked at and agreed to. The same key again is a newer copy of it, or changes nothing; another is
 * refused: only `replaceContactKey` takes one. Gives which it was. Throws UserError. `at`: ms since 1970.
 */
export function addContact(store: Store, nym: Nym, wishes: ContactWishes, at: number): 'new' | 'newer' | 'same' {
  const { address, key, encrypt, sign } = wishes;
  const known = nym.contacts.find((one) => sameAddress(one.address, address));
  if (!known) {
    const facts = { nymId: nym.id, address, publicKey: key.binary(), fingerprint: key.fingerprint };
    store.contacts.add({ ...facts, encrypt, sign, addedAt: at });
    return 'new';
  }
  const { relation } = compareKeys(known.key, key);
  if (relation === 'other') throw otherKey(address, known.key, key);
  if (relation !== 'newer') return 'same';
  store.contacts.change(mustHaveContact(store, nym, address).id, { publicKey: key.binary() });
  return 'newer';
}

/** Puts another key in the place of `old`, the fingerprint of the one there is. Throws UserError where that is another. */
export function replaceContactKey(store: Store, nym: Nym, address: string, old: string, key: PublicKey): void {
  const row = mustHaveContact(store, nym, address);
  if (row.fingerprint !== old)
    throw new UserError(`The key of ${row.address} is not ${old}: it is ${row.fingerprint}.`);
  store.contacts.change(row.id, { publicKey: key.binary(), fingerprint: key.fingerprint });
}

/** Throws UserError where the nym has no such contact. */
export function mustHaveContact(store: Store, nym: Nym, address: string): ContactRow {
  const row = store.contacts.of(nym.id).find((one) => sameAddress(one.address, address));
  if (row) return row;
  throw new UserError(`${nym.address} has no contact ${address}. Those it has: nymbridge contact list`);
}

function otherKey(address: string, here: PublicKey, offered: PublicKey): UserError {
  return new UserError(
    [
      `THIS IS ANOTHER KEY than the one that ${address} has here.`,
      `Here     ${here.fingerprint}`,
      `Offered  ${offered.fingerprint}`,
      'Somebody may want to read what you write. If your correspondent says, in a way you trust, that this is their new key,',
      'see "nymbridge contact replace --help": nothing else takes another key.',
    ].join('\n'),
  );
}
