import { describe, expect, test } from '@jest/globals';
import type { Contact } from '../../../src/nym';
import { decodeBody, readStructure } from '../../../src/protocol/mime';
import { open } from '../../../src/protocol/openpgp';
import { composeAs, lettersOf, mailText, submitted, usual } from '../../support/letters';
import { publicKey, secretKey } from '../../support/keys';
import type { KeyOwner } from '../../support/keys';

// Alice has Bob's key: what she writes to him is for him alone, and nothing goes in the clear beside it.

const bob = 'bob@example.org';
const carol = 'carol@example.org';
const now = new Date('2026-11-22T12:00:00Z');

async function contact(address: string, owner: KeyOwner, habits: Partial<Pick<Contact, 'encrypt' | 'sign'>> = {}) {
  return { address, key: await publicKey(owner), encrypt: 'always', sign: false, ...habits } satisfies Contact;
}

const mail = (subject = 'hello', to: readonly string[] = [bob], more: readonly string[] = [], body = 'Grüße, Bob\n') =>
  submitted(
    mailText(
      [
        'From: panda@nym.test',
        `To: ${to.filter((one) => one !== 'hidden@example.org').join(', ')}`,
        `Subject: ${subject}`,
        ...more,
      ],
      body,
    ),
    to,
  );

/** What the owner of a key reads in a letter: the entity in its PGP/MIME, and what is said of the signature. */
async function readBy(owner: KeyOwner, payload: Buffer) {
  const { root } = readStructure(payload);
  const data = root.parts[1];
  if (root.subtype !== 'encrypted' || !data) throw new Error('the letter is not encrypted');
  const armor = decodeBody(data, payload.subarray(data.bodyStart, data.bodyEnd));
  const wishes = { keys: [await secretKey(owner)], passphrases: [], signers: [await publicKey('alice')], now };
  const { plaintext, signature } = await open(armor, wishes);
  return { text: plaintext.toString('utf8'), verdict: signature.verdict };
}

describe('a letter to somebody who always gets encrypted mail', () => {
  test('can be read by them, and by nobody on the way', async () => {
    const [letter] = await lettersOf(mail(), { contacts: [await contact(bob, 'bob')] });
    const payload = letter?.payload ?? Buffer.alloc(0);
    expect(payload.toString('latin1')).toMatch(
      /^Content-Type: multipart\/encrypted; protocol="application\/pgp-encrypted";/m,
    );
    expect(payload.toString('utf8')).not.toMatch(/Gr=C3|Grüße/);
    const { text, verdict } = await readBy('bob', payload);
    expect(text).toMatch(/^Content-Type: text\/plain; charset=utf-8\r\n[^]*\r\n\r\nGr=C3=BC=C3=9Fe, Bob\r\n$/);
    expect(verdict).toBe('missing');
  });

  test('is signed inside, by the nym’s own key, where that is wished', async () => {
    const [letter] = await lettersOf(mail(), { contacts: [await contact(bob, 'bob', { sign: true })] });
    expect((await readBy('bob', letter?.payload ?? Buffer.alloc(0))).verdict).toBe('good');
  });

  test('is readable in Sent, which says to which keys it went', async () => {
    const composed = await composeAs(mail(), { contacts: [await contact(bob, 'bob')] });
    if (composed.kind !== 'letters') throw new Error('no letters');
    const copy = composed.sentCopy.source.toString('utf8').replace(/\r\n[ \t]/g, ' ');
    expect(copy).toContain('Gr=C3=BC=C3=9Fe, Bob');
    const { fingerprint } = await publicKey('bob');
    expect(copy).toContain(`X-Nymbridge-Encryption: encrypted, not signed; to ${fingerprint}\r\n`);
  });

  test('goes to each of several by their own key, and a hidden one is in nobody else’s letter', async () => {
    const hidden = 'hidden@example.org';
    const contacts = [await contact(bob, 'bob'), await contact(hidden, 'carol')];
    const [open, secret] = await lettersOf(mail('hello', [bob, hidden]), { contacts });
    expect((await readBy('bob', open?.payload ?? Buffer.alloc(0))).text).toContain('Bob');
    await expect(readBy('carol', open?.payload ?? Buffer.alloc(0))).rejects.toMatchObject({ code: 'no-key' });
    expect((await readBy('carol', secret?.payload ?? Buffer.alloc(0))).text).toContain('Bob');
    await expect(readBy('bob', secret?.payload ?? Buffer.alloc(0))).rejects.toMatchObject({ code: 'no-key' });
  });

  test('is refused where somebody else could read it: no key, or one that has ended', async () => {
    const contacts = [await contact(bob, 'bob')];
    for (const to of [
      [bob, carol],
      [bob, 'hidden@example.org'],
    ])
      await expect(lettersOf(mail('hello', to), { contacts })).rejects.toMatchObject({
        code: 'cannot-encrypt',
        message: expect.stringMatching(/always gets encrypted mail.*: no key is known.*in a mail of their own/),
      });
    await expect(lettersOf(mail(), { contacts: [await contact(bob, 'dave')] })).rejects.toThrow(
      'expired on 2020-12-31',
    );
  });

  test('that the mail client has encrypted already goes as it is', async () => {
    const armor = '-----BEGIN PGP MESSAGE-----\n\nhQEMA0000000000000AQf/\n=abcd\n-----END PGP MESSAGE-----';
    const type = [
      'MIME-Version: 1.0',
      'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b',
    ];
    const body = `--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n\n--b\nContent-Type: application/octet-stream\n\n${armor}\n--b--\n`;
    const [letter] = await lettersOf(mail('hello', [bob], type, body), { contacts: [await contact(bob, 'bob')] });
    const text = letter?.payload.toString('latin1') ?? '';
    expect(text.split('BEGIN PGP MESSAGE')).toHaveLength(2);
    expect(text).toContain(armor);
  });
});

describe('by words before the subject', () => {
  test.each(['[encrypt] hello', '[SIGN][Encrypt] hello'])(
    '"%s" encrypts where it is asked for, and the words stay here',
    async (subject) => {
      const [letter] = await lettersOf(mail(subject), {
        contacts: [await contact(bob, 'bob', { encrypt: 'when-asked' })],
      });
      const payload = letter?.payload ?? Buffer.alloc(0);
      expect(payload.toString('latin1')).toMatch(/^Subject: hello$/m);
      expect((await readBy('bob', payload)).verdict).toBe(subject.includes('SIGN') ? 'good' : 'missing');
    },
  );

  test('nothing is encrypted where nobody asks, nor to whom never', async () => {
    for (const encrypt of ['when-asked', 'never'] as const) {
      const [letter] = await lettersOf(mail(), { contacts: [await contact(bob, 'bob', { encrypt })] });
      expect(letter?.payload.toString('latin1')).toContain('text/plain');
    }
  });

  test('what is asked for and cannot be is refused, with the reason for each', async () => {
    const contacts = [await contact(bob, 'bob', { encrypt: 'never' })];
    await expect(lettersOf(mail('[encrypt] hello', [bob, carol]), { contacts })).rejects.toThrow(
      'bob@example.org: set to "never"; carol@example.org: no key is known',
    );
    await expect(lettersOf(mail('[sign] hello'))).rejects.toThrow('Only what is encrypted is signed.');
  });
});

test('a nym without contacts writes as before', async () => {
  const [letter] = await lettersOf(submitted(mailText(usual)));
  expect(letter?.payload.toString()).toContain('\n\nHello Bob\n');
});
