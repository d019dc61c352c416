import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openEndToEnd } from '../../src/incoming/decrypt/endToEnd';
import type { Nym } from '../../src/nym';
import { decodeBody, readStructure } from '../../src/protocol/mime';
import { armoredSecretKey, publicKey } from '../support/keys';
import { lettersOf, mailText, submitted, usual } from '../support/letters';
import { aliceActive, start } from '../support/nyms';
import { entity, inlineToAlice, pgpMimeToAlice } from '../support/pgpMail';
import { openGpg } from './gpg';

// Bob has GnuPG, and Alice's bridge has to understand him, and he it.

const gpg = openGpg();
const address = 'panda@nym.test';
let alice: Nym;
beforeAll(async () => {
  const made = await aliceActive();
  made.store.close();
  const bob = { address: 'bob@example.org', key: await publicKey('bob'), encrypt: 'always', sign: true } as const;
  alice = { ...made.alice, contacts: [bob] };
  gpg.run(['--import'], armoredSecretKey('bob'));
  gpg.run(['--import'], Buffer.from((await publicKey('alice')).armored()));
});
afterAll(() => {
  gpg.remove();
});

test('he reads what she writes, and sees that it is hers', async () => {
  const [letter] = await lettersOf(submitted(mailText(usual, 'Grüße — at noon?\n')), { contacts: alice.contacts });
  const payload = letter?.payload ?? Buffer.alloc(0);
  const data = readStructure(payload).root.parts[1];
  if (!data) throw new Error('the letter is not encrypted');
  const armor = decodeBody(data, payload.subarray(data.bodyStart, data.bodyEnd));
  const { out, status } = gpg.run(['--decrypt'], armor);
  const { root } = readStructure(out);
  expect(decodeBody(root, out.subarray(root.bodyStart)).toString()).toBe('Grüße — at noon?\r\n');
  expect(status).toContain(`VALIDSIG ${alice.key.publicKey.fingerprint}`);
  expect(status).toContain('GOODMDC');
});

const opened = (mail: Buffer) => openEndToEnd(mail, { nym: alice, keys: [alice.key] }, start);
const toAlice = ['--armor', '--recipient', address];

test('she reads what he writes, by PGP/MIME or as a text, and sees that it is his', async () => {
  const signed = { verdict: 'good', contact: 'bob@example.org' };
  const { out: mime } = gpg.run([...toAlice, '--encrypt', '--sign'], Buffer.from(entity('Grüße, Bob')));
  expect(await opened(pgpMimeToAlice(mime))).toMatchObject({
    ...{ kind: 'opened', form: 'entity', contents: Buffer.from(entity('Grüße, Bob')), signature: signed },
  });
  const { out: inline } = gpg.run([...toAlice, '--encrypt', '--sign', '--textmode'], Buffer.from('Grüße, Bob\n'));
  expect(await opened(inlineToAlice(inline))).toMatchObject({ kind: 'opened', form: 'text', signature: signed });
});

test('to a hidden recipient, without compression, unsigned, or with the comments of old versions', async () => {
  const ways = [
    ['--hidden-recipient', address],
    ['--recipient', address, '--compress-algo', 'none'],
    ['--recipient', address, '--comment', 'made by hand'],
  ];
  for (const way of ways) {
    const { out } = gpg.run(['--armor', ...way, '--encrypt'], Buffer.from(entity('noon')));
    expect(await opened(pgpMimeToAlice(out))).toMatchObject({ kind: 'opened', signature: { verdict: 'missing' } });
  }
});

test('what his old GnuPG does not protect against alteration stays closed', async () => {
  const { out } = gpg.run([...toAlice, '--rfc2440', '--disable-mdc', '--encrypt'], Buffer.from(entity('noon')));
  const found = await opened(pgpMimeToAlice(out));
  expect(found).toMatchObject({ kind: 'not-opened', reason: expect.stringContaining('protection against alteration') });
});
