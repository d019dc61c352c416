import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { converse as talk } from '../support/converse';
import { openImap } from '../support/imap';
import type { TestImap } from '../support/imap';

let server: TestImap;

beforeAll(async () => {
  server = await openImap();
  await server.fill('INBOX', 3);
});

afterAll(() => server.stop());

const converse = (bytes: Buffer) => talk(server.port, bytes);

const words = [
  'FETCH', 'UID', 'STORE', 'SEARCH', 'SELECT', 'INBOX', 'LIST', 'APPEND', 'IDLE', 'DONE', 'COPY', 'RETURN', 'STATUS', 'EXAMINE',
  'BODY[]', 'BODY[1.HEADER.FIELDS (a)]<0.5>', '(', ')', '"', '\\', '{3}', '{3+}', '{99999999999}', '{5000000+}', '~{2+}', '\r\n', '\r\n', ' ', ' ',
  '1:*', '*', '$', ',', 'NOT', 'OR', 'ALL', '+FLAGS', '(\\Deleted)', '%', '&', 'NIL', 'a', 'abc', 'é', '\0', 'ENABLE', 'IMAP4rev2', 'LOGOUT',
  'AUTHENTICATE', 'PLAIN', '=', 'CREATE', 'RENAME', 'EXPUNGE', 'HEADER', 'BEFORE', '1-Jan-2026', 'BINARY[1]', 'BODYSTRUCTURE', '<0.1>', '[', ']',
  'QRESYNC', '(QRESYNC (1 1 1:9 (1 1)))', '(CHANGEDSINCE 1 VANISHED)', '9223372036854775807',
]; // prettier-ignore
const soup = fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((some) => Buffer.from(some.join(''), 'latin1'));
const noise = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));

/** Every line of an answer is untagged, a continuation, or a tagged OK, NO or BAD; literals of these mails are short lines too. */
function isSane(answer: string): boolean {
  return answer.startsWith('* OK [CAPABILITY ') && answer.endsWith('\r\n') && !answer.includes('SERVERBUG');
}

describe('whatever the bytes, the server answers, and then the connection ends', () => {
  test('of a stranger', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(noise, soup), async (bytes) => {
        expect(isSane(await converse(bytes))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test('of a user with a mailbox open', async () => {
    const login = Buffer.from('1 LOGIN panda@nym.test secret\r\n2 SELECT INBOX\r\nx ');
    await fc.assert(
      fc.asyncProperty(fc.oneof(noise, soup), async (bytes) => {
        expect(isSane(await converse(Buffer.concat([login, bytes])))).toBe(true);
      }),
      { numRuns: 250 },
    );
  });

  test('of a user who is right', async () => {
    const commands = fc.constantFrom(
      'FETCH 1:* FULL', 'UID FETCH 3:* (BODY[] FLAGS)', 'SEARCH OR FROM bob NOT SEEN', 'STORE 1 -FLAGS.SILENT (\\Seen)', 'NOOP', 'LIST "" *',
      'STATUS INBOX (MESSAGES SIZE)', 'COPY 1 INBOX', 'UID MOVE 1:* INBOX', 'EXAMINE INBOX', 'SELECT INBOX', 'APPEND INBOX {4+}\r\na\r\n\n',
      'ENABLE IMAP4rev2', 'UID SEARCH RETURN (SAVE COUNT) ALL', 'FETCH $ (BINARY.SIZE[1] BINARY[1])', 'EXPUNGE', 'UNSELECT', 'CLOSE', 'CHECK',
      'ENABLE QRESYNC', 'SELECT INBOX (QRESYNC (1 1 1:9 (1:2 1:2)))', 'UID FETCH 1:* FLAGS (CHANGEDSINCE 1 VANISHED)', 'FETCH 1 (MODSEQ)',
    ); // prettier-ignore
    await fc.assert(
      fc.asyncProperty(fc.array(commands, { maxLength: 15 }), async (some) => {
        const lines = ['LOGIN panda@nym.test secret', 'SELECT INBOX', ...some, 'LOGOUT'].map(
          (one, i) => `t${i} ${one}\r\n`,
        );
        const answer = await converse(Buffer.from(lines.join('')));
        expect(isSane(answer)).toBe(true);
        for (const i of lines.keys()) expect(answer).toMatch(new RegExp(`^t${i} (OK|NO|BAD) `, 'm'));
      }),
      { numRuns: 60 },
    );
  });
});
