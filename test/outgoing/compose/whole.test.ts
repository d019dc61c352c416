import { expect, test } from '@jest/globals';
import { replyTo } from '../../../src/outgoing/submission/replies';
import { mimeLimits, readStructure } from '../../../src/protocol/mime';
import { lettersOf, mailText, payloadOf, submitted, usual } from '../../support/letters';

// What is told 250 is all in the letter: a mail of which a part would stay here is refused.

const mixed = (parts: readonly string[]) =>
  submitted(
    mailText(
      [...usual, 'Content-Type: multipart/mixed; boundary=b'],
      `${parts.map((one) => `--b\n${one}\n`).join('')}--b--\n`,
    ),
  );
const texts = (count: number) => Array.from({ length: count }, (_, i) => `\npart ${i + 1}`);

/** A mail inside a mail, so often. */
const nested = (levels: number) =>
  `${'Content-Type: message/rfc822\n\nReceived: from secret\n'.repeat(levels)}\nlast words`;

test('a mail of as many parts as are read goes out with all of them', async () => {
  const payload = await payloadOf(mixed(texts(mimeLimits.parts - 1)));
  expect(readStructure(Buffer.from(payload, 'latin1')).root.parts).toHaveLength(mimeLimits.parts - 1);
  expect(payload).toContain(`part ${mimeLimits.parts - 1}\n`);
});

test('a mail of more parts is refused: the rest would be neither in the letter nor in Sent', async () => {
  const refusal: unknown = await lettersOf(mixed(texts(mimeLimits.parts))).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: 'unreadable', message: expect.stringMatching(/more than the 1000 parts/) });
  expect(replyTo(refusal).responseCode).toBe(554);
});

test('a mail that is forwarded in too many others is refused: it would go with its whole header', async () => {
  await expect(lettersOf(mixed([nested(mimeLimits.depth)]))).rejects.toMatchObject({
    code: 'unreadable',
    message: expect.stringMatching(/more than 100 deep/),
  });
});

test('the last of too many parts is no forwarded mail that goes unread', async () => {
  const parts = [...texts(mimeLimits.parts - 2), nested(1)];
  await expect(lettersOf(mixed(parts))).rejects.toMatchObject({ code: 'unreadable' });
});

test('a forwarded mail of too many parts is refused also where it is encoded', async () => {
  const inner = mixed(texts(mimeLimits.parts)).source.toString('base64').replace(/.{76}/g, '$&\n');
  const part = `Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n${inner}`;
  await expect(lettersOf(mixed([part]))).rejects.toMatchObject({ code: 'unreadable' });
});
