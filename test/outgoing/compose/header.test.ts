import { describe, expect, test } from '@jest/globals';
import { composeAs, lettersOf, mailText, payloadOf, serverRecipients, submitted, usual } from '../../support/letters';

const headerOf = (payload: string) => payload.slice(0, payload.indexOf('\n\n') + 1);

describe('what a letter shows', () => {
  test('a plain mail becomes exactly this letter', async () => {
    const payload = await payloadOf(submitted(mailText(usual)));
    expect(payload.replace(/<[a-z]{10}\.[a-z]{6}@nym\.test>/, '<id>')).toBe(
      [
        'From: Alice <panda@nym.test>',
        'To: bob@example.org',
        'Subject: hello',
        'Message-ID: <id>',
        'Date: Sun, 22 Nov 2026 12:00:00 -0000',
        'MIME-Version: 1.0',
        'Content-Type: text/plain; charset=us-ascii',
        'Content-Transfer-Encoding: 7bit',
        '',
        'Hello Bob',
        '',
      ].join('\n'),
    );
  });

  test("Date and Message-ID are as the nym server makes them, not the client's", async () => {
    const own = ['Date: Sun, 22 Nov 2026 14:00:00 +0200', 'Message-ID: <9c1f3a52-77@alices-laptop.local>'];
    const payload = await payloadOf(submitted(mailText([...usual, ...own])));
    expect(payload).toMatch(/^Message-ID: <[a-z]{10}\.[a-z]{6}@nym\.test>$/m);
    expect(payload).toContain('\nDate: Sun, 22 Nov 2026 12:00:00 -0000\n');
    expect(payload).not.toMatch(/0200|laptop/);
  });

  test.each([
    'User-Agent: Mozilla Thunderbird',
    'X-Mailer: Secret Mailer 1.0',
    'Received: from alices-laptop ([192.0.2.7])',
    'Autocrypt: addr=alice@home.example; keydata=abc',
    'Bcc: carol@example.org',
    'Reply-To: alice@home.example',
    'Sender: alice@home.example',
    'Content-Language: de-CH',
    'X-Identity-Key: id2',
    'Disposition-Notification-To: alice@home.example',
    'Organization: Home',
    'Openpgp: preference=signencrypt',
  ])('%s stays here', async (field) => {
    const [name = '', value = ''] = field.split(': ');
    const header = headerOf(await payloadOf(submitted(mailText([...usual, field]))));
    expect(header.toLowerCase()).not.toContain(`\n${name.toLowerCase()}:`);
    expect(header).not.toContain(value);
  });

  test('the name in From is the one set for the nym: a client may have the real one in its settings', async () => {
    const mail = mailText(['From: "Alice Realname" <panda@nym.test>', ...usual.slice(1)]);
    expect(await payloadOf(submitted(mail))).toMatch(/^From: Alice <panda@nym.test>\n/);
    expect(await payloadOf(submitted(mail), { displayName: '' })).toMatch(/^From: panda@nym.test\n/);
  });

  test('threads hold: In-Reply-To and References go, but only the Message-IDs in them', async () => {
    const thread = [
      'In-Reply-To: Your message of "Sun, 22 Nov 2026 13:00 +0200" <one@example.org>',
      'References: <zero@example.org>\n <one@example.org>',
    ];
    const payload = await payloadOf(submitted(mailText([...usual, ...thread])));
    expect(payload).toContain('\nIn-Reply-To: <one@example.org>\n');
    expect(payload).toContain('\nReferences: <zero@example.org> <one@example.org>\n');
    expect(payload).not.toContain('0200');
  });

  test('a field of thousands of "<" and "@" is read in linear time', async () => {
    const field = `References: ${'<@'.repeat(30_000)}${'@'.repeat(60_000)}`.replace(/.{900}/g, '$&\n ');
    expect(await payloadOf(submitted(mailText([...usual, field])))).not.toContain('References');
  });

  test('a subject beyond ASCII goes as encoded words', async () => {
    const mail = mailText([...usual.slice(0, 2), 'Subject: Grüße aus Zürich']);
    expect(await payloadOf(submitted(mail))).toMatch(/^Subject: =\?UTF-8\?/m);
  });

  test('a line end smuggled into an encoded subject begins no field', async () => {
    const mail = mailText([...usual.slice(0, 2), 'Subject: =?utf-8?Q?hi=0D=0ABcc:_eve@example.org?=']);
    expect(headerOf(await payloadOf(submitted(mail)))).not.toMatch(/^Bcc:/m);
  });
});

describe('whom the nym server would mail to', () => {
  const names = ['"Smith, Bob" <bob@example.org>', '"Carol, eve@example.org" <carol@example.org>'];

  test('a comma in a display name does not become a second recipient', async () => {
    const mail = mailText([usual[0] ?? '', `To: ${names.join(', ')}`, 'Subject: x']);
    const payload = await payloadOf(submitted(mail, ['bob@example.org', 'carol@example.org']));
    expect(serverRecipients(payload)).toEqual(['bob@example.org', 'carol@example.org']);
  });

  test('a comma behind an encoded word does not become a second recipient', async () => {
    const mail = mailText([usual[0] ?? '', 'To: =?utf-8?Q?M=C3=BCller=2C_Bob?= <bob@example.org>', 'Subject: x']);
    expect(serverRecipients(await payloadOf(submitted(mail)))).toEqual(['bob@example.org']);
  });

  test('an address only in the header is not mailed to: the client did not name it as recipient', async () => {
    const mail = mailText([usual[0] ?? '', 'To: bob@example.org, dave@example.org', 'Subject: x']);
    expect(serverRecipients(await payloadOf(submitted(mail)))).toEqual(['bob@example.org']);
  });

  test('each Bcc recipient gets a letter that names nobody else, and nobody sees Bcc', async () => {
    const mail = mailText([...usual, 'Cc: carol@example.org', 'Bcc: dave@example.org, erin@example.org']);
    const everybody = ['bob', 'carol', 'dave', 'erin'].map((name) => `${name}@example.org`);
    const letters = await lettersOf(submitted(mail, everybody));
    expect(letters.map((letter) => serverRecipients(letter.payload.toString()))).toEqual([
      ['bob@example.org', 'carol@example.org'],
      ['dave@example.org'],
      ['erin@example.org'],
    ]);
    expect(letters.map(({ recipients }) => recipients)).toEqual([
      everybody.slice(0, 2),
      [everybody[2]],
      [everybody[3]],
    ]);
    for (const { payload } of letters) expect(payload.toString()).not.toMatch(/bcc/i);
  });

  test('an envelope recipient in no field is a Bcc one', async () => {
    const letters = await lettersOf(submitted(mailText(usual), ['bob@example.org', 'dave@example.org']));
    expect(letters.map(({ recipients }) => recipients)).toEqual([['bob@example.org'], ['dave@example.org']]);
  });

  test('somebody in To and Cc and twice in the envelope gets one letter', async () => {
    const mail = mailText([...usual, 'Cc: BOB@example.org']);
    const letters = await lettersOf(submitted(mail, ['bob@example.org', 'Bob@Example.org']));
    expect(letters.map((letter) => serverRecipients(letter.payload.toString()))).toEqual([['bob@example.org']]);
  });

  test('undisclosed recipients each get their own letter', async () => {
    const mail = mailText([usual[0] ?? '', 'To: undisclosed-recipients:;', 'Subject: x']);
    const letters = await lettersOf(submitted(mail, ['bob@example.org', 'carol@example.org']));
    expect(letters.map((letter) => serverRecipients(letter.payload.toString()))).toEqual([
      ['bob@example.org'],
      ['carol@example.org'],
    ]);
  });

  test('a domain beyond ASCII goes in its ASCII form', async () => {
    const mail = mailText([usual[0] ?? '', 'To: bob@bücher.example', 'Subject: x']);
    expect(serverRecipients(await payloadOf(submitted(mail, ['bob@bücher.example'])))).toEqual([
      'bob@xn--bcher-kva.example',
    ]);
  });

  test('the letters of one mail have the same Message-ID, so that threads hold', async () => {
    const letters = await lettersOf(submitted(mailText(usual), ['bob@example.org', 'dave@example.org']));
    expect(new Set(letters.map(({ messageId }) => messageId)).size).toBe(1);
  });
});

describe('what is refused', () => {
  test.each([
    ['no To at all', usual.filter((line) => !line.startsWith('To')), ['bob@example.org'], 'no-recipient'],
    ['nobody in To but in Cc', ['From: panda@nym.test', 'Cc: bob@example.org'], ['bob@example.org'], 'no-recipient'],
    ['another sender', ['From: alice@home.example', ...usual.slice(1)], ['bob@example.org'], 'not-this-nym'],
    [
      'two senders',
      ['From: panda@nym.test, alice@home.example', ...usual.slice(1)],
      ['bob@example.org'],
      'not-this-nym',
    ],
    ['no sender', usual.slice(1), ['bob@example.org'], 'not-this-nym'],
    ['a recipient without a domain', usual, ['bob@localhost'], 'bad-recipient'],
    ['a recipient with a quoted comma', usual, ['"a,b"@example.org'], 'bad-recipient'],
    ['a recipient with a source route', usual, ['@relay.example:bob@example.org'], 'bad-recipient'],
    ['a recipient at an address literal', usual, ['bob@[192.0.2.1]'], 'bad-recipient'],
    ['two recipients in one', usual, ['eve@example.org,bob@example.org'], 'bad-recipient'],
    ['a recipient with a line end', usual, ['bob@example.org\r\nRCPT TO:<eve@example.org>'], 'bad-recipient'],
    ['a recipient with a NUL', usual, ['bob\0@example.org'], 'bad-recipient'],
    ['a recipient in a group', usual, ['friends:bob@example.org;'], 'bad-recipient'],
    [
      'a sender only in a comment',
      ['From: (panda@nym.test) alice@home.example', ...usual.slice(1)],
      ['bob@example.org'],
      'not-this-nym',
    ],
    ['a second From field', [...usual, 'From: alice@home.example'], ['bob@example.org'], 'not-this-nym'],
    [
      'a sender in a group',
      ['From: panda: alice@home.example;', ...usual.slice(1)],
      ['bob@example.org'],
      'not-this-nym',
    ],
    ['a recipient beyond ASCII', usual, ['bøb@example.org'], 'bad-recipient'],
    ['send@ itself', usual, ['send@nym.test'], 'bad-recipient'],
    ['config@ among others', usual, ['config@nym.test', 'bob@example.org'], 'mixed-recipients'],
    ['51 Bcc recipients', usual, Array.from({ length: 52 }, (_, i) => `b${i}@example.org`), 'too-many-recipients'],
  ])('%s', async (_name, fields, recipients, code) => {
    await expect(lettersOf(submitted(mailText(fields), recipients))).rejects.toMatchObject({ code });
  });

  test.each(['duplicate', 'reserved', 'deleting', 'deleted', 'expired', 'lost'] as const)(
    'a letter of a nym that is %s: the server would drop it in silence',
    async (state) => {
      await expect(lettersOf(submitted(mailText(usual)), { state })).rejects.toMatchObject({ code: 'nym-not-active' });
    },
  );

  test('a letter of a nym whose key has ended', async () => {
    const expiresAt = Date.parse('2026-11-22T12:00:00Z');
    await expect(lettersOf(submitted(mailText(usual)), { expiresAt })).rejects.toMatchObject({ code: 'key-expired' });
  });

  test.each(['draft', 'requested'] as const)('but a letter of a nym that is %s is held, not lost', async (state) => {
    const [letter] = await lettersOf(submitted(mailText(usual)), { state });
    expect(letter?.held).toBe(true);
  });
});

describe('the copy in Sent', () => {
  test('is the letter to the byte, with CRLF', async () => {
    const composed = await composeAs(submitted(mailText(usual)));
    if (composed.kind !== 'letters') throw new Error('no letters');
    const payload = composed.letters[0]?.payload.toString() ?? '';
    expect(composed.sentCopy.source.toString()).toBe(payload.replaceAll('\n', '\r\n'));
  });

  test('keeps the Bcc recipients, which nobody else does', async () => {
    const composed = await composeAs(submitted(mailText(usual), ['bob@example.org', 'dave@example.org']));
    if (composed.kind !== 'letters') throw new Error('no letters');
    expect(composed.sentCopy.source.toString()).toContain('\r\nBcc: dave@example.org\r\n');
  });

  test("the client's own Message-ID is kept with the letter, to know its own copy by", async () => {
    const [letter] = await lettersOf(submitted(mailText([...usual, 'Message-ID: <own@client>'])));
    expect(letter?.clientMessageId).toBe('<own@client>');
  });
});
