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
    const body = Buffer.from('hsub: quite long and random\n').toString('base64');
    const mail = toConfig(body, 'Content-Type: text/plain', 'Content-Transfer-Encoding: base64');
    expect(await payloadOf(mail)).toBe('hsub: quite long and random\n');
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
    const composed = await composeAs(toConfig('hsub: another long secret\n'));
    if (composed.kind !== 'request') throw new Error('no request');
    composed.note(nyms, { at: 0, evidence: 'outbox 1' });
    const now = await again(nyms, alice);
    expect(now.state).toBe('changing');
    expect(now.selectors).toContainEqual({ scheme: 'hsub', passphrase: 'another long secret' });
  });
});

describe('a mail to url@', () => {
  const toUrl = (body: string) =>
    submitted(mailText(['From: panda@nym.test', 'To: url@nym.test'], body), ['url@nym.test']);

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
