import { sameAddress } from '../../base/address';
import { latin1, toCrlf, utf8 } from '../../base/bytes';
import type { Random } from '../../base/random';
import type { Contact, Nym } from '../../nym';
import { writeField, writeParam } from '../../protocol/mime';
import { OpenPgpError, seal } from '../../protocol/openpgp';
import { Refusal } from '../letter';
import { writeBeside } from './beside';
import type { Entity } from './entity';
import type { Asked } from './marks';
import { freshBoundary } from './stamp';

/** To whose keys a letter is encrypted; to nobody's where it goes in the clear. */
export interface Encryption {
  readonly to: readonly Contact[];
  /** Inside, by the nym's key. */
  readonly sign: boolean;
}

export interface EncryptionWishes {
  readonly nym: Pick<Nym, 'contacts'>;
  readonly asked: Pick<Asked, 'encrypt' | 'sign'>;
  /** Whether the mail client has encrypted it: then it is not encrypted a second time. */
  readonly isEncrypted: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const clear: Encryption = { to: [], sign: false };

/**
 * Decides for each letter of a mail (given by whom it is for) to whose keys it is encrypted. Throws Refusal where what is asked for,
 * or always done, cannot be: nothing goes in the clear beside something encrypted.
 */
export function chooseEncryption(letters: readonly (readonly string[])[], wishes: EncryptionWishes): Encryption[] {
  const { nym, asked, isEncrypted, now } = wishes;
  if (isEncrypted) return letters.map(() => clear);
  const contactOf = (address: string) => nym.contacts.find((one) => sameAddress(one.address, address));
  const isAlways = letters.flat().some((address) => contactOf(address)?.encrypt === 'always');
  if (!asked.encrypt && !isAlways) {
    if (asked.sign)
      throw refusal('Only what is encrypted is signed. Put [encrypt] before the subject as well, or take [sign] away.');
    return letters.map(() => clear);
  }
  const problems = letters.flat().flatMap((address) => whyNot(address, contactOf(address), now));
  if (problems.length > 0) throw cannot(problems, asked.encrypt);
  return letters.map((people) => {
    const to = people.flatMap((address) => contactOf(address) ?? []);
    return { to, sign: asked.sign || to.some(({ sign }) => sign) };
  });
}

function whyNot(address: string, contact: Contact | undefined, now: number): string[] {
  if (!contact) return [`${address}: no key is known`];
  const { encrypt, key } = contact;
  if (encrypt === 'never') return [`${address}: set to "never"`];
  if (key.revoked) return [`${address}: the key is revoked`];
  if (!key.canEncrypt) return [`${address}: nothing can be encrypted to the key`];
  if (key.expires && key.expires.getTime() <= now)
    return [`${address}: the key expired on ${key.expires.toISOString().slice(0, 10)}`];
  return [];
}

/** A reply by SMTP is no place for a long list. */
const mostListed = 3;

function cannot(problems: readonly string[], isAsked: boolean): Refusal {
  const more = problems.length - mostListed;
  const list = problems.slice(0, mostListed).join('; ') + (more > 0 ? `; and ${more} more` : '');
  const why = isAsked ? '[encrypt] is asked for' : 'One of the recipients always gets encrypted mail';
  const advice = isAsked ? 'take [encrypt] away' : 'write to the others in a mail of their own';
  return refusal(
    `${why}, and that cannot be (${list}). Nothing was sent. Give a key by "nymbridge contact add", or ${advice}.`,
  );
}

function refusal(message: string, options?: ErrorOptions): Refusal {
  return new Refusal('cannot-encrypt', message, options);
}

/** The entity as PGP/MIME (RFC 3156 §4), or as it is where it goes in the clear. `at`, in ms since 1970, dates a signature. Throws Refusal. */
export async function encryptEntity(
  entity: Entity,
  { to, sign }: Encryption,
  { nym, at, random }: { readonly nym: Pick<Nym, 'key'>; readonly at: number; readonly random: Random },
): Promise<Entity> {
  if (to.length === 0) return entity;
  const payload = toCrlf(Buffer.concat([utf8(`${entity.fields}\n`), entity.body]));
  const recipients = to.map(({ key }) => key);
  const signer = sign ? { signer: nym.key } : {};
  const armor = await seal({ payload, recipients, ...signer, now: new Date(at) }).catch((error: unknown) => {
    if (error instanceof OpenPgpError)
      throw refusal(`The mail cannot be encrypted: ${error.message}`, { cause: error });
    throw error;
  });
  return writeEncrypted(armor, freshBoundary(random));
}

const control = { type: 'application', subtype: 'pgp-encrypted' };
const data = { type: 'application', subtype: 'octet-stream' };

function writeEncrypted(armor: Buffer, boundary: string): Entity {
  const protocol = writeParam('protocol', `${control.type}/${control.subtype}`);
  const params = ['multipart/encrypted', protocol, writeParam('boundary', boundary)];
  const pieces = [writeBeside('encrypted', control, latin1('Version: 1')), writeBeside('encrypted', data, armor)];
  const body = pieces.flatMap((piece) => [latin1(`--${boundary}\n`), piece, latin1('\n')]);
  return {
    fields: writeField('Content-Type', params.join('; ')),
    body: Buffer.concat([...body, latin1(`--${boundary}--\n`)]),
  };
}

/** The field of the copy in Sent, which holds the readable text: to which keys it went. None where it went in the clear. */
export function writeEncryptionField(encryptions: readonly Encryption[]): string {
  const keys = [...new Set(encryptions.flatMap(({ to }) => to.map(({ key }) => key.fingerprint)))];
  if (keys.length === 0) return '';
  const signed = encryptions.some(({ sign }) => sign) ? 'signed' : 'not signed';
  return writeField('X-Nymbridge-Encryption', `encrypted, ${signed}; to ${keys.join(', ')}`);
}
