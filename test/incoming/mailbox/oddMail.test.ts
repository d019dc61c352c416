import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openTalk } from '../../support/checker';
import type { Talk } from '../../support/checker';
import { readWire } from '../../support/imapWire';
import { openStoreImap } from '../../support/storeImap';
import type { StoreImap } from '../../support/storeImap';

// A mail that a client has is kept whatever it looks like: to refuse it would be to lose it.

let imap: StoreImap;
let talk: Talk;
let heard: string[] = [];

beforeAll(async () => {
  imap = await openStoreImap();
  talk = await openTalk(imap.port, (response) => heard.push(response));
  await ask(`LOGIN panda@nym.test ${imap.alice.password}`);
  await ask('SELECT INBOX');
});
afterAll(async () => {
  await talk.close();
  await imap.stop();
});

/** The untagged responses, once the command has been answered OK. */
async function ask(command: string): Promise<string[]> {
  heard = [];
  const answer = await talk.ask(command);
  if (!answer.startsWith('OK')) throw new Error(answer);
  return heard;
}

/** One character a byte. */
const mails: readonly (readonly [string, string])[] = [
  ['no Date and no From', 'Subject: x\r\n\r\ntext\r\n'],
  ['no header at all', '\r\ntext\r\n'],
  ['no blank line behind the header', 'Subject: x\r\nFrom: bob@example.org'],
  ['no field that is one', 'this is no header\r\nnor is this\r\n\r\ntext\r\n'],
  ['bare LF', 'Subject: x\nFrom: bob@example.org\n\nline\nline\n'],
  ['bare CR', 'Subject: x\rFrom: bob\r\rtext\r'],
  ['LF and CRLF by turns', 'Subject: x\nFrom: bob@example.org\r\n\ntext\r\n'],
  ['a name in Latin 1', 'From: J\xf6rg <joerg@example.org>\r\nSubject: Gr\xfc\xdfe\r\n\r\n\xe4\r\n'],
  ['a name in UTF-8', 'From: J\xc3\xb6rg <joerg@example.org>\r\nTo: \xc3\xa4@example.org\r\n\r\n\xc3\xa4\r\n'],
  ['an mbox line in front', 'From bob Sun Nov 22 12:00:00 2026\r\nSubject: x\r\n\r\ntext\r\n'],
  ['one byte', 'x'],
  ['a line end alone', '\r\n'],
  ['a line of 100,000 characters', `Subject: ${'x'.repeat(100_000)}\r\n\r\n${'y'.repeat(100_000)}`],
  ['a thousand fields of one name', `${'Received: x\r\n'.repeat(1000)}\r\ntext\r\n`],
  ['control characters', 'Subject: \x01\x07\x1b[31m\x7f\r\n\r\n\x01\x02\r\n'],
  ['a multipart that never begins', 'Content-Type: multipart/mixed; boundary=a\r\n\r\ntext\r\n'],
  ['a message in it that is cut off', 'Content-Type: message/rfc822\r\n\r\nSubject: in'],
];

test.each(mails)('a mail with %s is kept to the byte, and can be listed', async (_, source) => {
  const size = String(source.length);
  const [exists = ''] = await ask(`APPEND INBOX {${size}+}\r\n${source}`);
  const number = /^\* (\d+) EXISTS/.exec(exists)?.[1] ?? '';
  const of = async (item: string) => {
    const [response = ''] = await ask(`FETCH ${number} ${item}`);
    return response.slice(response.indexOf('(') + 1).replace(/\)(?:\r\n)?$/, '');
  };
  expect(await of('RFC822.SIZE')).toBe(`RFC822.SIZE ${size}`);
  expect(await of('BODY.PEEK[]')).toBe(`BODY[] {${size}}\r\n${source}`);
  for (const item of ['ENVELOPE', 'BODYSTRUCTURE', 'BODY'])
    expect(readWire((await of(item)).slice(item.length + 1))).toEqual(expect.any(Array));
  const [header = '', text = ''] = [await of('BODY.PEEK[HEADER]'), await of('BODY.PEEK[TEXT]')].map((all) =>
    all.replace(/^BODY\[\w+\] (?:\{\d+\}\r\n|NIL)/, ''),
  );
  expect(header + text).toBe(source);
  // what marks a mail as read is answered by its structure
  const first = await of('BODY.PEEK[1]');
  expect((await of('BODY[1]')).slice(0, first.length)).toBe(first);
});
