import { describe, expect, test } from '@jest/globals';
import { composeAs, lettersOf, mailText, payloadOf, submitted } from '../../support/letters';
import { aliceActive, aliceDraft, again } from '../../support/nyms';
import { creationRequest } from '../../../src/outgoing/compose';

const toConfig = (body: string, ...more: string[]) =>
  submitted(mailText(['From: panda@nym.test', 'To: config@nym.test', 'Subject: subject: pwned', ...more], body), [
    'config@nym.test',
  ]);

describe('a mail to config@', () => {
  test('becomes the options alone: a Subject field would set the subject of the nym', async () => {
    expect(await payloadOf(toConfig('acksend: no\nSubject: fixed words\n\n-- \nAlice\n'))).toBe(
      'subject: fixed words\nacksend: no\n',
    );
  });

  test('may be encoded as its client likes', async () => {
    const body = Buffer.from('hsub: 6hg4k2mv9xq7rtw3bzn8pd5c\n').toString('base64');
    const mail = toConfig(body, 'Content-Type: text/plain', 'Content-Transfer-Encoding: base64');
    expect(await payloadOf(mail)).toBe('hsub: 6hg4k2mv9xq7rtw3bzn8pd5c\n');
  });

  test.each([
    ['an unknown option, with the right name', 'hsubb: x', /Line 1.*"hsub"/],
    ['a value of 65 bytes', `hsub: ${'x'.repeat(65)}`, /1 to 64 bytes/],
    ['a word that crashes the server', 'symmetric: true', /does not take/],
    ['prose', 'Please change my subject', /name: value/],
  ])('refuses %s', async (_name, body, sentence) => {
    await expect(lettersOf(toConfig(body))).rejects.toMatchObject({
      code: 'bad-request',
      message: expect.stringMatching(sentence),
    });
  });

  test('refuses a mail that is HTML only', async () => {
    await expect(lettersOf(toConfig('<b>hsub: x</b>', 'Content-Type: text/html'))).rejects.toMatchObject({
      code: 'bad-request',
    });
  });

  test('waits for the confirmation: a change that overtakes the creation is lost', async () => {
    for (const state of ['draft', 'requested'] as const)
      await expect(lettersOf(toConfig('acksend: no'), { state })).rejects.toMatchObject({ code: 'nym-busy' });
  });

  test('what it asks for is noted of the nym', async () => {
    const { nyms, alice } = await aliceActive();
    const composed = await composeAs(toConfig('hsub: another secret, thirty-one badgers\n'));
    if (composed.kind !== 'request') throw new Error('no request');
    composed.note(nyms, { at: 0, evidence: 'outbox 1' });
    const now = await again(nyms, alice);
    expect(now.state).toBe('changing');
    expect(now.selectors).toContainEqual({ scheme: 'hsub', passphrase: 'another secret, thirty-one badgers' });
  });
});

describe('values that the bridge makes or weighs', () => {
  test('random is a passphrase made on the spot, another for each', async () => {
    const payload = await payloadOf(toConfig('hsub: random\nsymmetric: Random\n'));
    const [, hsub, symmetric] = /^hsub: ([a-z2-9]{26})\nsymmetric: ([a-z2-9]{26})\n$/.exec(payload) ?? [];
    expect(hsub).toBeDefined();
    expect(hsub).not.toBe(symmetric);
  });

  test('off unsets, although the server would take it for a passphrase', async () => {
    expect(await payloadOf(toConfig('symmetric: off\nsubject: OFF\n'))).toBe('subject: none\nsymmetric: none\n');
  });

  test.each(['hsub: panda', 'symmetric: nym.test', 'hsub: Tr0ub4dor'])(
    'the weak passphrase in "%s" is refused, and not repeated',
    async (line) => {
      const refused: unknown = await lettersOf(toConfig(line)).catch((error: unknown) => error);
      expect(refused).toMatchObject({ code: 'bad-request', message: expect.stringMatching(/is weak.*i-know: yes/) });
      expect(String(refused)).not.toContain(line.split(': ')[1]);
    },
  );

  test('a weak passphrase is taken from who knows; the server is not told of that line', async () => {
    expect(await payloadOf(toConfig('I-Know: yes\nhsub: panda\n'))).toBe('hsub: panda\n');
    await expect(lettersOf(toConfig('i-know: no\nhsub: panda'))).rejects.toThrow(/is weak/);
    await expect(lettersOf(toConfig('hsub: panda\ni-know: perhaps'))).rejects.toThrow('Line 2: "i-know" is either');
  });

  test('a random subject is refused: it would stay the same for ever', async () => {
    await expect(lettersOf(toConfig('subject: random'))).rejects.toThrow(/hsub: random/);
  });
});

describe('the subject "status"', () => {
  const withSubject = (subject: string, body: string, ...more: string[]) =>
    submitted(mailText(['From: panda@nym.test', 'To: config@nym.test', `Subject: ${subject}`, ...more], body), [
      'config@nym.test',
    ]);
  const question = 'version: 1\n';

  test.each([
    ['nothing', ''],
    ['a signature without its mark', 'Alice Panda\nZoo: Vienna\n'],
    ['a quoted mail', 'See below.\n\n> Nym Modification Successful\n> hsub: panda\n'],
    ['settings', 'hsub: 6hg4k2mv9xq7rtw3bzn8pd5c\n'],
  ])('asks for the settings, with %s in the body', async (_name, body) => {
    for (const subject of ['status', 'STATUS', 'Re: Status', 're: RE: status.', 'AW: status'])
      expect(await payloadOf(withSubject(subject, body))).toBe(question);
  });

  test('asks for the settings in a mail that is HTML only', async () => {
    expect(await payloadOf(withSubject('status', '<p>hello</p>', 'Content-Type: text/html'))).toBe(question);
  });

  test('is nothing but that word: a sentence with it does not swallow a change', async () => {
    expect(await payloadOf(withSubject('my status', 'acksend: no\n'))).toBe('acksend: no\n');
  });

  test.each(['lost', 'requested', 'deleting'] as const)('may be asked of a nym that is %s', async (state) => {
    expect(await payloadOf(withSubject('status', ''), { state })).toBe(question);
  });

  test.each(['draft', 'duplicate', 'deleted', 'expired'] as const)(
    'cannot be asked of a nym that is %s',
    async (state) => {
      await expect(payloadOf(withSubject('status', ''), { state })).rejects.toMatchObject({
        code: expect.stringMatching(/^nym-/),
      });
    },
  );
});

describe('an answer to the list of settings', () => {
  test.each([
    [
      'above the quote',
      'acksend: no\n\nOn Sun, 22 Nov 2026 at 13:35, config@nym.test wrote:\n> acksend: True\n> hsub: x\n',
    ],
    ['with an introduction in two lines', 'acksend: no\nOn Sunday, config@nym.test\nwrote:\n\n> hsub: x\n'],
    ['below the quote', '> hsub: x\n> acksend: True\n\nacksend: no\n'],
    ['above what Outlook quotes', 'acksend: no\n\n-----Original Message-----\nFrom: config@nym.test\nhsub: x\n'],
  ])('sets what is written %s', async (_name, body) => {
    expect(await payloadOf(toConfig(body))).toBe('acksend: no\n');
  });

  test('names the line as the client shows it', async () => {
    await expect(lettersOf(toConfig('> hsub: x\n\nhsubb: y\n'))).rejects.toThrow(/^Line 3/);
  });

  test('that is signed inline is refused rather than taken for a question', async () => {
    await expect(
      lettersOf(toConfig('-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nacksend: no\n')),
    ).rejects.toThrow(/^Line 1/);
  });
});

describe('a change that cannot be', () => {
  test.each([
    ['deleting', /being deleted.*recreate/],
    ['deleted', /deleted.*recreate/],
    ['duplicate', /somebody else's.*another name/],
    ['reserved', /refused.*another name/],
    ['expired', /expired.*recreate/],
  ] as const)('because the nym is %s is refused with what to do', async (state, sentence) => {
    await expect(lettersOf(toConfig('acksend: no'), { state })).rejects.toMatchObject({
      code: 'nym-not-active',
      message: expect.stringMatching(sentence),
    });
  });

  test('is taken while another is pending', async () => {
    expect(await payloadOf(toConfig('acksend: no'), { state: 'changing' })).toBe('acksend: no\n');
  });

  test.each(['config', 'url'])('is not made by a mail to %s@ that another address sent', async (local) => {
    const mail = submitted(mailText(['From: bob@example.org', `To: ${local}@nym.test`], 'acksend: no\n'), [
      `${local}@nym.test`,
    ]);
    await expect(lettersOf(mail)).rejects.toMatchObject({ code: 'not-this-nym' });
  });
});

const toUrl = (body: string, ...more: string[]) =>
  submitted(mailText(['From: panda@nym.test', 'To: url@nym.test', ...more], body), ['url@nym.test']);

describe('a mail to url@', () => {
  test('gets a passphrase and an hSub of its own, by which the answer is found', async () => {
    const { nyms, alice } = await aliceActive();
    const composed = await composeAs(toUrl('http://example.org/\n'));
    if (composed.kind !== 'request') throw new Error('no request');
    const payload = composed.letter.payload.toString();
    expect(payload).toMatch(/^url: http:\/\/example\.org\/\nkey: [a-z2-9]{32}\nhsub: [a-z2-9]{32}\n$/);
    composed.note(nyms, { at: 0, evidence: 'outbox 1' });
    const now = await again(nyms, alice);
    expect(now.passphrases.map((one) => payload.includes(`key: ${one}\n`))).toContain(true);
  });

  test('refuses what is no address of a page', async () => {
    await expect(lettersOf(toUrl('ftp://example.org/'))).rejects.toMatchObject({ code: 'bad-request' });
  });

  test('takes addresses as clients write links, each once', async () => {
    const body =
      'url: http://a.example/\n<http://b.example/x>\nhttp://a.example/ <http://a.example/>\n\nOn Monday Bob wrote:\n> http://c.example/\n-- \nAlice';
    expect(await payloadOf(toUrl(body))).toMatch(/^url: http:\/\/a\.example\/\nurl: http:\/\/b\.example\/x\nkey: /);
  });

  test.each([
    ['as they were', 'http://a.example/', 'Subject: please', 'page'],
    ['as text, by a line', 'as: text\nhttp://a.example/', 'Subject: please', 'text'],
    ['as text, by the subject', 'http://a.example/', 'Subject: Re: Text', 'text'],
    ['as they were, for a line beats the subject', 'as: page\nhttp://a.example/', 'Subject: text', 'page'],
  ])('remembers that pages are wanted %s, for the answer does not say', async (_name, body, subject, form) => {
    const { nyms, alice, store } = await aliceActive();
    const composed = await composeAs(toUrl(body, subject));
    if (composed.kind !== 'request') throw new Error('no request');
    composed.note(nyms, { at: 5, evidence: 'outbox 1' });
    expect(store.pages.of(alice.id)).toMatchObject([{ urls: ['http://a.example/'], form, askedAt: 5 }]);
    expect(composed.letter.payload.toString()).not.toMatch(/^as/m);
  });

  test('needs no nym: the server does not look who asks', async () => {
    for (const state of ['requested', 'duplicate', 'lost', 'deleting'] as const)
      expect(await payloadOf(toUrl('http://a.example/'), { state })).toContain('url: http://a.example/');
  });

  test('says so where the form is not one', async () => {
    await expect(lettersOf(toUrl('as: pdf\nhttp://a.example/'))).rejects.toThrow(
      'Line 1: "as" is either text or page.',
    );
  });
});

describe('the request that creates a nym', () => {
  test('is the options of the draft and one armored key, with no header', async () => {
    const { alice } = await aliceDraft();
    const { letter } = creationRequest(alice);
    expect(letter.kind).toBe('create');
    expect(letter.held).toBe(false);
    expect(letter.payload.toString()).toBe(
      `hsub: ${String(alice.asked?.hsub)}\n${alice.key.publicKey.armored().trim()}\n`,
    );
  });
});
