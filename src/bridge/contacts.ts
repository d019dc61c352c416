import { UserError } from '../base/errors';
import type { Clock } from '../base/clock';
import {
  addContact as take,
  compareKeys,
  type EncryptHabit,
  examineContactKey,
  mustHaveContact,
  type Nym,
  replaceContactKey,
} from '../nym';
import { factsOf, type ServerKeyFacts } from './keys/facts';
import { chooseNym, findNym } from './nyms';
import type { Bridge } from './open';

/** A key that somebody offers for a correspondent, picked out of what else was there. */
export interface OfferedContact {
  /** Whose it is to be, lower case. */
  readonly address: string;
  readonly facts: ServerKeyFacts;
  /** The key alone, binary. */
  readonly bytes: Buffer;
}

/** Reads a correspondent's key without trusting it. Throws UserError where nobody can tell which key, or whose. */
export async function offerContactKey(
  bytes: Uint8Array,
  wish: { readonly address?: string | undefined; readonly fingerprint?: string | undefined },
  clock: Clock,
): Promise<OfferedContact> {
  const examined = await examineContactKey(bytes, { ...wish, now: clock.now() });
  return { address: examined.address, facts: factsOf(examined), bytes: examined.key.binary() };
}

/** How mail to a contact is written. */
export interface ContactHabits {
  readonly encrypt: EncryptHabit;
  readonly sign: boolean;
}

/** A contact in a list. Dates are ISO 8601. */
export interface ContactLine extends ContactHabits {
  /** The nym's address. */
  readonly nym: string;
  readonly contact: string;
  readonly fingerprint: string;
  readonly expires: string | undefined;
}

/** A contact whole: its key as it is judged now. */
export interface ShownContact extends ContactHabits {
  readonly nym: string;
  readonly contact: string;
  readonly key: ServerKeyFacts;
  readonly added: string;
}

/** Whose contacts are meant: see chooseNym. */
export function chooseOwner(bridge: Bridge, address: string | undefined): Promise<Nym> {
  return chooseNym(bridge, address, {
    none: 'There is no nym yet, and contacts belong to one: nymbridge nym create ADDRESS',
    several: "Say which nym's contact it is: --nym ADDRESS.",
  });
}

/**
 * Takes an offered key that the person has agreed to, for mail between the nym and that correspondent. Gives whether it is new, a
 * newer copy of the one that is there, or that very one. Throws UserError for another key than that, and for a useless one.
 */
export async function addContact(
  bridge: Bridge,
  nym: Nym,
  { address, facts, bytes }: OfferedContact,
  habits: ContactHabits,
): Promise<'new' | 'newer' | 'same'> {
  const isKnown = nym.contacts.some(({ key }) => key.fingerprint === facts.fingerprint);
  // that a known key is revoked is worth knowing
  if (!isKnown) refuseUseless(facts);
  const { key } = await examineContactKey(bytes, { address, now: bridge.clock.now() });
  return take(bridge.store, nym, { address, key, ...habits }, bridge.clock.now());
}

/** Whether a key can take the place of the contact's: how it stands to it, and the facts of both. */
export async function compareContactKey(bridge: Bridge, nym: Nym, { address, bytes }: OfferedContact) {
  const row = mustHaveContact(bridge.store, nym, address);
  const now = bridge.clock.now();
  const here = await examineContactKey(row.publicKey, { address, now });
  const offered = await examineContactKey(bytes, { address, now });
  return { ...compareKeys(here.key, offered.key), here: factsOf(here) };
}

/** Puts an offered key in the place of `old`, the fingerprint of the one the contact has. Throws UserError. */
export async function replaceContact(bridge: Bridge, nym: Nym, old: string, offered: OfferedContact): Promise<void> {
  const { address, bytes, facts } = offered;
  refuseUseless(facts);
  const { key } = await examineContactKey(bytes, { address, now: bridge.clock.now() });
  replaceContactKey(bridge.store, nym, address, old, key);
}

/** Contacts of one nym, or of all. */
export async function listContacts(bridge: Bridge, address: string | undefined): Promise<ContactLine[]> {
  const nyms = address === undefined ? await bridge.nyms.all() : [await findNym(bridge, address)];
  return nyms.flatMap(({ address: nym, contacts }) =>
    contacts.map(({ address: contact, key, encrypt, sign }) => {
      const expires = key.expires?.toISOString().slice(0, 10);
      return { nym, contact, fingerprint: key.fingerprint, encrypt, sign, expires };
    }),
  );
}

/** Throws UserError where the nym has no such contact. */
export async function showContact(bridge: Bridge, nym: Nym, who: string): Promise<ShownContact> {
  const { address, publicKey, encrypt, sign, addedAt } = mustHaveContact(bridge.store, nym, who);
  const examined = await examineContactKey(publicKey, { address, now: bridge.clock.now() });
  const added = new Date(addedAt).toISOString();
  return { nym: nym.address, contact: address, encrypt, sign, key: factsOf(examined), added };
}

/** Gives the habits as they are afterwards. Throws UserError where the nym has no such contact. */
export function setContact(bridge: Bridge, nym: Nym, who: string, changes: Partial<ContactHabits>): ContactHabits {
  const { id, encrypt, sign } = mustHaveContact(bridge.store, nym, who);
  bridge.store.contacts.change(id, changes);
  return { encrypt, sign, ...changes };
}

/** Forgets a contact with its key; mail that has been read stays readable. Throws UserError where the nym has no such contact. */
export function removeContact(bridge: Bridge, nym: Nym, who: string): void {
  bridge.store.contacts.remove(mustHaveContact(bridge.store, nym, who).id);
}

function refuseUseless({ useless }: ServerKeyFacts): void {
  if (useless !== undefined) throw new UserError(`The key was not taken: it is of no use. ${useless}`);
}
