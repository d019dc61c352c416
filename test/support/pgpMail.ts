import { latin1, utf8 } from '../../src/base/bytes';
import { seal } from '../../src/protocol/openpgp';
import type { SealWishes } from '../../src/protocol/openpgp';
import { publicKey } from './keys';

export interface MailWishes {
  readonly from?: string;
  readonly subject?: string;
  /** More header lines. */
  readonly fields?: readonly string[];
}

/** A mail to Alice, from Bob unless it says otherwise: a header, the lines that describe its body, the body. LF line ends. */
export function mailToAlice(type: readonly string[], body: Uint8Array | string, wishes: MailWishes = {}): Buffer {
  const { from = 'Bob <bob@example.org>', subject = 'lunch', fields = [] } = wishes;
  const header = [
    `From: ${from}`,
    'To: panda@nym.test',
    `Subject: ${subject}`,
    ...fields,
    'MIME-Version: 1.0',
    ...type,
  ];
  return Buffer.concat([utf8(`${header.join('\n')}\n\n`), typeof body === 'string' ? utf8(body) : body]);
}

/** Parts of a multipart, one after another. */
export function partsOf(boundary: string, parts: readonly string[]): string {
  return [...parts.map((part) => `--${boundary}\n${part}\n`), `--${boundary}--\n`].join('');
}

export const control = 'Content-Type: application/pgp-encrypted\n\nVersion: 1\n';

export function dataPart(armor: Uint8Array): string {
  return `Content-Type: application/octet-stream; name=encrypted.asc\n\n${Buffer.from(armor).toString('latin1')}`;
}

export const encryptedType = 'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=pgp';

/** PGP/MIME (RFC 3156 §4) as mail clients write it. */
export function pgpMimeToAlice(armor: Uint8Array, wishes: MailWishes = {}): Buffer {
  return mailToAlice([encryptedType], partsOf('pgp', [control, dataPart(armor)]), wishes);
}

/** A text that is one armored message. */
export function inlineToAlice(armor: Uint8Array, wishes: MailWishes = {}): Buffer {
  return mailToAlice(['Content-Type: text/plain; charset=iso-8859-1'], armor, wishes);
}

/** Something encrypted to Alice's key. */
export async function sealedToAlice(payload: string | Uint8Array, wishes: Partial<SealWishes> = {}): Promise<Buffer> {
  const bytes = typeof payload === 'string' ? utf8(payload) : payload;
  const recipients = [await publicKey('alice')];
  return seal({ payload: bytes, recipients, now: new Date('2026-11-22T11:00:00Z'), ...wishes });
}

/** An entity of one text. */
export const entity = (text: string, more: readonly string[] = []) =>
  ['Content-Type: text/plain; charset=utf-8', ...more, '', text].join('\r\n');

/** Armor around packets, the wrong ones too. */
export function armored(packets: Uint8Array): Buffer {
  const lines =
    Buffer.from(packets)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return latin1(['-----BEGIN PGP MESSAGE-----', '', ...lines, '-----END PGP MESSAGE-----', ''].join('\n'));
}
