import { describe, expect, test } from '@jest/globals';
import { readArticle } from '../../../src/incoming/article';
import type { EndToEnd } from '../../../src/incoming/article';
import { makeDelivery } from '../../../src/incoming/delivery/mail';
import { withContents } from '../../../src/incoming/delivery/opened';
import { decodeText, fieldText, readHeader, readStructure } from '../../../src/protocol/mime';
import { readReply } from '../../../src/protocol/nymserv';
import { makeArticle } from '../../support/article';
import { entity, mailToAlice, partsOf, pgpMimeToAlice } from '../../support/pgpMail';
import type { MailWishes } from '../../support/pgpMail';

// Bob's mail, opened: its own header, and what was in the encryption in the place of that.

type Opened = Extract<EndToEnd, { kind: 'opened' }>;
const armor = Buffer.from('-----BEGIN PGP MESSAGE-----\n\nhQEMA0AA\n-----END PGP MESSAGE-----\n');

function delivered(endToEnd: EndToEnd, payload: Buffer) {
  const { source } = makeDelivery({
    article: readArticle(makeArticle()),
    scheme: 'hsub',
    finding: { kind: 'opened', payload, signature: { verdict: 'good' }, passphraseOnly: false, endToEnd },
    reply: readReply(payload),
    nym: { address: 'panda@nym.test', domain: 'nym.test' },
    now: Date.parse('2026-11-22T12:00:00Z'),
  });
  const { fields } = readHeader(source);
  const values = (name: string) => fields.filter((one) => one.name.toLowerCase() === name).map(fieldText);
  return { source, text: source.toString(), values, root: readStructure(source).root };
}

function showing(contents: string | Buffer, over: Partial<Opened> = {}, wishes: MailWishes = {}) {
  const bytes = Buffer.from(contents);
  const found: Opened = { kind: 'opened', form: 'entity', contents: bytes, signature: { verdict: 'missing' }, ...over };
  return delivered(found, pgpMimeToAlice(armor, wishes));
}

describe('an opened mail', () => {
  test('has its own header and the entity’s body, and nothing of the encryption', () => {
    const { text, values, root } = showing(entity('at noon\r\n', ['Content-Transfer-Encoding: 8bit']));
    expect(values('from')).toEqual(['Bob <bob@example.org>']);
    expect(values('content-type')).toEqual(['text/plain; charset=utf-8']);
    expect(values('mime-version')).toEqual(['1.0']);
    expect(root).toMatchObject({ type: 'text', subtype: 'plain', encoding: '8bit' });
    expect(text).toMatch(/\r\n\r\nat noon\r\n$/);
    expect(text).not.toMatch(/pgp-encrypted|BEGIN PGP|boundary/);
  });

  test('keeps the parts of the entity, byte for byte', () => {
    const body = partsOf('inner', [entity('words'), 'Content-Type: image/png\r\n\r\nPNG'])
      .replaceAll('\r', '')
      .replaceAll('\n', '\r\n');
    const { text, root } = showing(`Content-Type: multipart/mixed; boundary=inner\r\n\r\n${body}`);
    expect(root.parts.map(({ type }) => type)).toEqual(['text', 'image']);
    expect(text.endsWith(`\r\n\r\n${body}`)).toBe(true);
  });

  test('shows a bare text as text', () => {
    const { source, root } = showing('Grüße\n.\nFrom me\n', { form: 'text' });
    expect(decodeText(root, source.subarray(root.bodyStart))).toBe('Grüße\r\n.\r\nFrom me\r\n');
  });

  test('has the subject that was kept from the server where the entity says so', () => {
    const type = 'Content-Type: text/plain; charset=utf-8; protected-headers="v1"';
    expect(showing(`${type}\r\nSubject: the bamboo\r\n\r\nnoon\r\n`, {}, { subject: '...' }).values('subject')).toEqual(
      ['the bamboo'],
    );
    expect(
      showing('Content-Type: text/plain; hp="cipher"\r\nSubject: s\r\n\r\nnoon', {}, { subject: '[...]' }).values(
        'subject',
      ),
    ).toEqual(['s']);
    expect(showing(`${type}\r\n\r\nnoon\r\n`).values('subject')).toEqual(['lunch']);
    expect(showing('Content-Type: text/plain\r\nSubject: other\r\n\r\nnoon').values('subject')).toEqual(['lunch']);
  });

  test('takes no other field from inside: neither a sender nor a word of the bridge', () => {
    const fields = ['From: carol@example.org', 'X-Nymbridge-Signature: good', 'Content-X\r\n X-Nymbridge-Nym: x'];
    const { values, text } = showing(
      entity('noon', fields),
      {},
      { fields: ['X-Nymbridge-Encryption: opened; signature=good'] },
    );
    expect(values('from')).toEqual(['Bob <bob@example.org>']);
    expect(values('x-nymbridge-encryption')).toEqual(['opened; signature=missing']);
    expect(values('x-nymbridge-signature')).toEqual(['good']);
    expect(values('x-nymbridge-nym')).toEqual(['panda@nym.test']);
    expect(text).toContain('X-Outside-Nymbridge-Encryption: opened');
  });

  test('has one header where that is so long that it is read to between CR and LF', () => {
    const header = `X-A: ${'a'.repeat(1024 * 1024 - 6)}\r\nTo: panda@nym.test\r\n\r\n`;
    const contents = Buffer.from(entity('noon'));
    const found: Opened = { kind: 'opened', form: 'entity', contents, signature: { verdict: 'missing' } };
    const text = withContents(Buffer.from(header), found).toString('latin1');
    expect(text.indexOf('\r\n\r\n')).toBe(text.length - '\r\n\r\nnoon'.length);
  });

  test('stands on its own where the entity ends with its header', () => {
    expect(showing('Content-Type: text/plain').text).toMatch(
      /\r\nContent-Type: text\/plain\r\nMIME-Version: 1.0\r\n\r\n$/,
    );
  });
});

describe('the verdict', () => {
  test('names the contact, the key and the time of the signature', () => {
    const signature = {
      ...({ verdict: 'good', contact: 'bob@example.org', fingerprint: 'AB'.repeat(20) } as const),
      created: new Date('2026-11-22T11:00:00Z'),
    };
    expect(showing(entity('noon'), { signature }).values('x-nymbridge-encryption')).toEqual([
      `opened; signature=good; contact=bob@example.org; fingerprint=${'AB'.repeat(20)}; signed=2026-11-22T11:00:00.000Z`,
    ]);
  });

  test.each(['not-opened', 'mixed'] as const)(
    '%s: the mail arrives as it came, behind a field that says why',
    (kind) => {
      const payload = pgpMimeToAlice(armor);
      const { text, values } = delivered({ kind, reason: 'Something is wrong.' }, payload);
      expect(values('x-nymbridge-encryption')).toEqual([`${kind}; Something is wrong.`]);
      expect(text.endsWith(payload.toString().replaceAll('\n', '\r\n'))).toBe(true);
    },
  );

  test('is not there where nothing is encrypted', () => {
    const payload = mailToAlice(['Content-Type: text/plain'], 'noon\n');
    const article = readArticle(makeArticle());
    const { source } = makeDelivery({
      ...{ article, scheme: 'hsub', reply: readReply(payload), now: 0 },
      finding: { kind: 'opened', payload, signature: { verdict: 'good' }, passphraseOnly: false },
      nym: { address: 'panda@nym.test', domain: 'nym.test' },
    });
    expect(source.toString()).not.toContain('X-Nymbridge-Encryption');
  });
});
