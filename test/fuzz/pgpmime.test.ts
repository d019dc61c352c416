import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openEndToEnd } from '../../src/incoming/decrypt/endToEnd';
import { withContents } from '../../src/incoming/delivery/opened';
import type { Nym } from '../../src/nym';
import { decodeText, readStructure } from '../../src/protocol/mime';
import { aliceActive, start } from '../support/nyms';
import { control, dataPart, encryptedType, entity, sealedToAlice } from '../support/pgpMail';

// Whatever stands around a message that opens: it is opened alone, or not at all.

const secret = 'at noon, by the bamboo';
let alice: Nym;
let armor: string;

beforeAll(async () => {
  const made = await aliceActive();
  made.store.close();
  alice = made.alice;
  armor = (await sealedToAlice(entity(secret))).toString();
});

const typed = (type: string) => `Content-Type: ${type}\n\n`;
const piece = fc
  .constantFrom(
    ...['\n', '\n\n', '--pgp\n', '--pgp--\n', '--m\n', '<img src="http://mallory.test/?', 'words\n', ' ', '\t'],
    ...['From: bob@example.org\n', `${encryptedType}\n\n`, `${control}\n`, typed('text/plain'), typed('text/html')],
    ...[typed('multipart/mixed; boundary=m'), typed('message/rfc822'), typed('application/octet-stream')],
    ...['-----BEGIN PGP MESSAGE-----\n', '-----END PGP MESSAGE-----\n', 'ARMOR', 'ARMOR', 'DATA'],
  )
  .map((one) => () => one.replace('DATA', () => dataPart(Buffer.from(armor))).replace('ARMOR', () => armor));
const mail = fc
  .tuple(fc.constantFrom('plain', 'pgp', 'any'), fc.array(piece, { maxLength: 14 }))
  .map(([form, pieces]) => () => {
    const body = pieces.map((one) => one()).join('');
    if (form === 'plain') return Buffer.from(`From: bob@example.org\n${typed('text/plain')}${body}`);
    if (form === 'any') return Buffer.from(`From: bob@example.org\n${body}`);
    return Buffer.from(`${encryptedType}\n\n--pgp\n${control}\n--pgp\n${body}\n--pgp--\n`);
  });

describe('whatever a mail is put together from', () => {
  test('nothing readable of it stands beside what was encrypted', async () => {
    let opened = 0;
    await fc.assert(
      fc.asyncProperty(mail, async (make) => {
        const source = make();
        const found = await openEndToEnd(source, { nym: alice, keys: [alice.key] }, start);
        if (found?.kind !== 'opened') return true;
        opened++;
        const shown = withContents(source, found);
        const { root } = readStructure(shown);
        // as a bare text the entity is shown with its header fields
        return [secret, entity(secret)].includes(decodeText(root, shown.subarray(root.bodyStart)).trimEnd());
      }),
      { numRuns: 1500, examples: [[() => Buffer.from(`${typed('text/plain')}${armor}`)]] },
    );
    // some twenty of them, by chance; the example alone would say little
    expect(opened).toBeGreaterThan(2);
  });

  test('bytes that are no mail at all are no trouble', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (contents) => {
        const sealed = await sealedToAlice(Buffer.from(contents));
        const source = Buffer.from(`${encryptedType}\n\n--pgp\n${control}\n--pgp\n${dataPart(sealed)}\n--pgp--\n`);
        const found = await openEndToEnd(source, { nym: alice, keys: [alice.key] }, start);
        return found?.kind === 'opened' ? withContents(source, found).length > 0 : found !== undefined;
      }),
      { numRuns: 150 },
    );
  });
});
