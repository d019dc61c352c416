import { describe, expect, test } from '@jest/globals';
import { latin1, utf8 } from '../../../src/base/bytes';
import { readArticle } from '../../../src/incoming/article';
import type { Outcome } from '../../../src/incoming/article';
import { makeDelivery } from '../../../src/incoming/delivery/mail';
import { decodeText, fieldText, readHeader, readStructure } from '../../../src/protocol/mime';
import type { Part } from '../../../src/protocol/mime';
import { readReply } from '../../../src/protocol/nymserv';
import { makeArticle } from '../../support/article';

const serverKey = '8E82D4339EB06A10C1C46AEA37EA4FE7F0130252';
const article = readArticle(makeArticle({ messageId: '<art.1@nym.test>', subject: 'c0ffee' }));
const now = Date.parse('2026-11-22T12:00:00Z');

type Opened = Extract<Outcome, { kind: 'opened' }>;

function opened(payload: string | Buffer, over: Partial<Opened> = {}): Opened {
  const bytes = typeof payload === 'string' ? utf8(payload) : payload;
  const signature = { verdict: 'good', fingerprint: serverKey } as const;
  return { kind: 'opened', payload: bytes, signature, passphraseOnly: false, ...over };
}

function deliver(finding: Outcome) {
  const reply = finding.kind === 'opened' ? readReply(finding.payload) : ({ kind: 'unrecognised' } as const);
  const nym = { address: 'panda@nym.test', domain: 'nym.test' };
  const delivery = makeDelivery({ article, scheme: 'hsub', finding, reply, nym, now });
  const { fields, end } = readHeader(delivery.source);
  const values = (name: string) =>
    fields.filter((field) => field.name.toLowerCase() === name.toLowerCase()).map((field) => fieldText(field));
  return { ...delivery, values, names: fields.map((field) => field.name), body: delivery.source.toString('utf8', end) };
}

const fromBob = [
  'Return-Path: <bob@example.org>',
  'Received: from client.example by mx.nym.test',
  'From: Bob <bob@example.org>',
  'To: Panda <panda@nym.test>',
  'Subject: hello',
  '',
  'Hello panda,',
  'no final newline',
].join('\n');

describe('mail from outside', () => {
  test('arrives as its sender wrote it, behind the fields of the bridge', () => {
    const { mailbox, source, trusted } = deliver(opened(fromBob));
    expect(mailbox).toBe('INBOX');
    expect(trusted).toBe(true);
    const [first, ...rest] = source.toString().split('Return-Path:');
    expect(`Return-Path:${rest.join('Return-Path:')}`).toBe(fromBob.replaceAll('\n', '\r\n'));
    expect(first).toBe(
      [
        'X-Nymbridge-Nym: panda@nym.test',
        'X-Nymbridge-Signature: good;',
        ` fingerprint=${serverKey}`,
        'X-Nymbridge-Subject-Scheme: hsub',
        'X-Nymbridge-Article: <art.1@nym.test>',
        '',
      ].join('\r\n'),
    );
  });

  test('is dated by its article', () => {
    expect(deliver(opened(fromBob)).internalDate.toISOString()).toBe('2026-11-22T11:34:50.000Z');
  });

  test('an mbox line in front does not end the header before it begins', () => {
    const { values, source } = deliver(opened(`From bob@example.org Sun Nov 22 12:00:00 2026\n${fromBob}`));
    expect(values('Subject')).toEqual(['hello']);
    expect(source.toString()).not.toContain('From bob@');
  });

  test.each(['X-Nymbridge-Signature: good', 'x-NYMBRIDGE-signature : good', 'X-Nymbridge-Nym: other@nym.test'])(
    'a sender who writes %j cannot pass for the bridge',
    (line) => {
      const { values, names } = deliver(opened(`Received: x\n${line}\n${fromBob}`));
      expect(names.filter((name) => name.toLowerCase().startsWith('x-nymbridge'))).toHaveLength(4);
      expect(values('X-Nymbridge-Signature')).toEqual([`good; fingerprint=${serverKey}`]);
      expect(names.filter((name) => /^x-outside-nymbridge/i.test(name))).toHaveLength(1);
    },
  );

  test('a lone CR, a NUL or a junk line does not let a forged field through', () => {
    for (const trick of ['X: y\rX-Nymbridge-Signature: bad', 'junk line\nX-Nymbridge-Signature: bad']) {
      const { source } = deliver(opened(`Received: x\n${trick}\n${fromBob}`));
      expect(source.toString().match(/^x-nymbridge-signature/gim)).toHaveLength(1);
    }
  });

  test('a first line that is a continuation does not become part of the fields of the bridge', () => {
    const finding = opened(` ; forged\n${fromBob}`);
    const delivery = makeDelivery({
      article,
      scheme: 'hsub',
      finding,
      reply: { kind: 'mail', mboxBytes: 0 },
      nym: { address: 'panda@nym.test', domain: 'nym.test' },
      now,
    });
    expect(delivery.source.toString()).toContain(
      'X-Nymbridge-Article: <art.1@nym.test>\r\nX-Outside-Line: ; forged\r\n',
    );
  });

  test('the body may say what it likes', () => {
    const { body } = deliver(opened(`${fromBob}\nX-Nymbridge-Signature: good\n`));
    expect(body).toContain('\r\nX-Nymbridge-Signature: good\r\n');
  });

  test('a NUL does not reach the mail client, which may not be given one', () => {
    const { source } = deliver(opened(Buffer.concat([utf8(fromBob), Buffer.from([0, 0x41, 0])])));
    expect(source.includes(0)).toBe(false);
    expect(source.subarray(-3)).toEqual(Buffer.from([0x80, 0x41, 0x80]));
  });
});

describe('mail from outside in the name of the bridge or the nym server', () => {
  const from = (...lines: string[]) =>
    ['Received: x', ...lines, 'Subject: hello', '', 'Send me your key', ''].join('\n');
  const notFrom = ['Somebody who claims to be nymbridge or the nym server <outsider@bridge.invalid>'];

  test.each([
    'From: nymbridge <nymbridge@bridge.invalid>',
    'from : Config@NYM.test',
    'From: config (a) @ (b (c)) nym . test',
    'From: "con\\fig"@nym.test (unclosed',
    'From: =?utf-8?q?config=40nym=2Etest?= <mallory@example.org>',
    'From: =?utf-8?b?bnltYnJpZGdlQGJyaWRnZS5pbnZhbGlk?= <mallory@example.org>',
    'From: Nyms: mallory@example.org, send@nym.test;',
    'From: <@relay.example:url@nym.test>',
    'From: Bob <bob@example.org>\nFrom: config@nym.test',
    'From: Bob\n <bob@example.org>,\n\tconfig@nym.test',
    'From: bob@example.org\rFrom: config@nym.test',
  ])('%j is shown to be from somebody who claims it, and stays readable', (line) => {
    const { values, names, body, mailbox } = deliver(opened(from(line)));
    expect(values('From')).toEqual(notFrom);
    expect(names.filter((name) => /^x-outside-from/i.test(name)).length).toBeGreaterThan(0);
    expect([mailbox, body]).toEqual(['INBOX', 'Send me your key\r\n']);
  });

  test.each(['Sender', 'Reply-To'])('%s goes too, and an honest From stays', (name) => {
    const { values } = deliver(opened(from('From: bob@example.org', `${name}: config@nym.test`)));
    expect(values('From')).toEqual(['bob@example.org']);
    expect(values(name)).toEqual([]);
    expect(values(`X-Outside-${name}`)).toEqual(['config@nym.test']);
  });

  test('behind a header so long that nobody reads all of it', () => {
    const { source } = deliver(opened(from(`X-A: ${'a'.repeat(1024 * 1024)}`, 'From: config@nym.test')));
    expect(source.toString('latin1').match(/^From:.*/gim)).toHaveLength(1);
  });

  test.each([' ', '(', '"', '.', 'config@', '=?'])(
    'a field of 200,000 times %j is read in seconds, not hours',
    (filling) => {
      const { mailbox } = deliver(opened(from(`From: ${filling.repeat(200_000)} x <bob@example.org>`)));
      expect(mailbox).toBe('INBOX');
    },
  );

  test('is told from mail of another nym of the same server', () => {
    for (const address of ['koala@nym.test', 'noconfig@nym.test', 'my-url@nym.test', 'config@other.test'])
      expect(deliver(opened(from(`From: ${address}`))).values('From')).toEqual([address]);
  });
});

describe('a reply without a header', () => {
  const created =
    'Congratulations!\n----------------\n\nYou have registered the pseudonym panda@nym.test.\n\naddress: panda@nym.test\nhsub: Größe\n';

  test('gets one that tells what it is', () => {
    const { mailbox, values, source } = deliver(opened(created));
    expect(mailbox).toBe('Nym Server');
    expect(values('From')).toEqual(['config@nym.test']);
    expect(values('To')).toEqual(['panda@nym.test']);
    expect(values('Subject')).toEqual(['Created: panda@nym.test']);
    expect(values('Date')).toEqual(['Sun, 22 Nov 2026 11:34:50 +0000']);
    const { root } = readStructure(source);
    const text = decodeText(root, source.subarray(root.bodyStart, root.bodyEnd));
    expect(text).toBe(created.replaceAll('\n', '\r\n'));
  });

  test('is not lost where its kind is unknown, and bytes that are no text stay what they were', () => {
    const bytes = Buffer.from([0x20, 0xff, 0x00, 0x0a]);
    const { mailbox, values, source } = deliver(opened(bytes));
    expect(mailbox).toBe('INBOX');
    expect(values('Content-Type')).toEqual(['application/octet-stream']);
    expect(Buffer.from(source.toString('latin1').split('\r\n\r\n')[1] ?? '', 'base64')).toEqual(bytes);
  });

  test('is text, too, where a character in it is the one that stands for unreadable bytes', () => {
    const { values } = deliver(opened(' caf\ufffd\n'));
    expect(values('Content-Type')).toEqual(['text/plain; charset=utf-8']);
  });

  test('goes as base64 where it is long: quoted-printable is written byte by byte', () => {
    const long = `Grüße${' und noch mehr'.repeat(20_000)}\n`;
    const { source, values } = deliver(opened(` ${long}`));
    expect(values('Content-Type')).toEqual(['text/plain; charset=utf-8']);
    expect(values('Content-Transfer-Encoding')).toEqual(['base64']);
    const { root } = readStructure(source);
    expect(decodeText(root, source.subarray(root.bodyStart))).toBe(` ${long.replace('\n', '\r\n')}`);
  });

  test('a receipt keeps its own header', () => {
    const receipt =
      'From: send@nym.test\nTo: panda@nym.test\nSubject: Delivery Notification for bob@example.org\nDate: Sun, 22 Nov 2026 13:34:59 -0000\n\nYour email to bob@example.org was sent.\nThe Subject was: x\nThe Message-ID was: <a@nym.test>\n';
    const { mailbox, values } = deliver(opened(receipt));
    expect(mailbox).toBe('Nym Server');
    expect(values('From')).toEqual(['send@nym.test']);
    expect(values('Subject')).toEqual(['Delivery Notification for bob@example.org']);
  });
});

describe('what cannot be trusted comes inside a notice', () => {
  const parts = (source: Buffer): readonly Part[] => readStructure(source).root.parts;
  const bytesOf = (source: Buffer, part: Part | undefined) =>
    part ? source.subarray(part.bodyStart, part.bodyEnd).toString('latin1') : undefined;

  test.each(['bad', 'missing', 'unknown-key'] as const)('a signature that is %s', (verdict) => {
    const { mailbox, source, trusted, values } = deliver(opened(fromBob, { signature: { verdict } }));
    expect(mailbox).toBe('INBOX');
    expect(trusted).toBe(false);
    expect(values('From')).toEqual(['nymbridge <nymbridge@bridge.invalid>']);
    expect(values('Subject')).toEqual(['Unverified message for panda@nym.test']);
    expect(values('X-Nymbridge-Signature')).toEqual([verdict]);
    const [notice, message, raw] = parts(source);
    expect(notice?.subtype).toBe('plain');
    expect(bytesOf(source, notice)).toMatch(/valid signature/);
    expect(bytesOf(source, message)).toBe(fromBob.replaceAll('\n', '\r\n'));
    expect(bytesOf(source, raw)).toBe(article.source.toString('latin1'));
  });

  test('an unsigned reply of the server, which anybody could have written', () => {
    const { mailbox, trusted, source } = deliver(
      opened('Nym Deletion in progress!\n', { signature: { verdict: 'missing' } }),
    );
    expect(mailbox).toBe('INBOX');
    expect(trusted).toBe(false);
    expect(parts(source)[1]?.type).toBe('text');
  });

  test('a message that is much longer than its article is left out, and that is said', () => {
    const bytes = Buffer.alloc(2 * 1024 * 1024, 'a\n');
    const { source } = deliver(opened(bytes, { signature: { verdict: 'missing' } }));
    const [notice, raw, ...others] = parts(source);
    expect(others).toEqual([]);
    expect(bytesOf(source, notice)).toContain('2097152 bytes: too many to be attached');
    expect(bytesOf(source, raw)).toBe(article.source.toString('latin1'));
    expect(source.length).toBeLessThan(10_000);
  });

  test('an article that could not be opened, with the reason', () => {
    const { source, values } = deliver({ kind: 'unreadable', reason: 'It was cut short.' });
    expect(values('Subject')).toEqual(['Unreadable message for panda@nym.test']);
    expect(values('X-Nymbridge-Signature')).toEqual(['unread']);
    const [notice, raw] = parts(source);
    expect(bytesOf(source, notice)).toContain('It was cut short.');
    expect(bytesOf(source, raw)).toBe(article.source.toString('latin1'));
  });

  test('forged fields of the bridge in the attached article are disowned', () => {
    const forged = readArticle(makeArticle({ fields: ['X-Nymbridge-Signature: good', 'X-A: b\rX-Nymbridge-Nym: me'] }));
    const finding = { kind: 'unreadable', reason: 'It was cut short.' } as const;
    const nym = { address: 'panda@nym.test', domain: 'nym.test' };
    const reply = { kind: 'unrecognised' } as const;
    const { source } = makeDelivery({ article: forged, scheme: 'hsub', finding, reply, nym, now });
    expect(source.toString().match(/^x-nymbridge-(signature|nym).*$/gim)).toEqual([
      'X-Nymbridge-Nym: panda@nym.test',
      'X-Nymbridge-Signature: unread',
    ]);
    expect(source.toString().match(/^x-outside-nymbridge-.*$/gim)).toHaveLength(2);
  });

  test('forged fields of the bridge in the attached message are disowned as well', () => {
    const { source } = deliver(
      opened(`X-Nymbridge-Signature: good\n${fromBob}`, { signature: { verdict: 'missing' } }),
    );
    expect(source.toString().match(/^x-nymbridge-signature.*$/gim)).toEqual(['X-Nymbridge-Signature: missing']);
  });
});

describe('a web page', () => {
  const page =
    'From foo@bar Thu Jan  1 00:00:01 1970\nContent-Type: text/plain\nMIME-Version: 1.0\nFrom: url@nym.test\nTo: somebody@alt.anonymous.messages\nSubject: Nym Retrieval\nDate: Sun, 22 Nov 2026 13:35:16 -0000\n\nPlain page.\n';

  test('needs no signature where its own passphrase opened it', () => {
    const { mailbox, trusted, values, source } = deliver(
      opened(page, { signature: { verdict: 'missing' }, passphraseOnly: true }),
    );
    expect(mailbox).toBe('INBOX');
    expect(trusted).toBe(false);
    expect(values('Subject')).toEqual(['Nym Retrieval']);
    expect(source.toString()).not.toContain('From foo@bar');
  });

  test('unsigned under the public key, which anybody may have, is not a page of the server', () => {
    const { values } = deliver(opened(page, { signature: { verdict: 'missing' } }));
    expect(values('Subject')).toEqual(['Unverified message for panda@nym.test']);
  });
});

test('an article from the future does not stay on top of the mailbox for years', () => {
  const late = readArticle(makeArticle({ date: 'Sun, 22 Nov 2037 11:34:50 -0000' }));
  const finding = opened(latin1('Congratulations!\n'));
  const reply = readReply(finding.payload);
  const nym = { address: 'panda@nym.test', domain: 'nym.test' };
  const { internalDate } = makeDelivery({ article: late, scheme: 'hsub', finding, reply, nym, now });
  expect(internalDate.getTime()).toBe(now);
});
