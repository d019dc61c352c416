import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openTalk } from '../support/checker';
import type { Talk } from '../support/checker';
import { readWire } from '../support/imapWire';
import { addBareNym } from '../support/stores';
import { openStoreImap } from '../support/storeImap';
import type { StoreImap } from '../support/storeImap';

// What a client may legally name, set or file comes back as it was, through the encrypted store.

let imap: StoreImap;

beforeAll(async () => {
  imap = await openStoreImap();
});
afterAll(() => imap.stop());

interface User {
  /** Resolves with the untagged responses, once the command has been answered OK. */
  readonly ask: (command: string) => Promise<readonly string[]>;
  readonly close: Talk['close'];
}

let users = 0;

/** A user with an empty INBOX, logged in. */
async function newUser(): Promise<User> {
  const address = `user${++users}@nym.test`;
  imap.store.mail.mailboxes.create(addBareNym(imap.store, address), 'INBOX', 1);
  let heard: string[] = [];
  const talk = await openTalk(imap.port, (response) => heard.push(response));
  const ask: User['ask'] = async (command) => {
    heard = [];
    const answer = await talk.ask(command);
    if (!answer.startsWith('OK')) throw new Error(`${JSON.stringify(command)}: ${answer}`);
    return heard;
  };
  await ask(`LOGIN ${address} password`);
  return { ask, close: talk.close };
}

const bytesOf = (text: string) => Buffer.from(text).toString('latin1');
const literal = (bytes: string) => `{${bytes.length}+}\r\n${bytes}`;
const quoted = (bytes: string) => `"${bytes.replace(/["\\]/g, '\\$&')}"`;
const isAtom = (bytes: string) => /^[^\0-\x20(){%*"\\\x7f-\xff]+$/.test(bytes);

/** Every way in which a client may write an astring. */
const spelling = fc.constantFrom('literal', 'quoted', 'atom').map((kind) => (bytes: string) => {
  if (kind === 'atom' && isAtom(bytes)) return bytes;
  return kind === 'literal' ? literal(bytes) : quoted(bytes);
});

/** Modified UTF-7 (RFC 3501 §5.1.3), written anew. */
function modifiedUtf7(name: string): string {
  const shifted = (text: string) =>
    `&${Buffer.from(text, 'utf16le').swap16().toString('base64').replace(/=+$/, '').replaceAll('/', ',')}-`;
  return name.replaceAll('&', '&-').replace(/[^\x20-\x7e]+/g, shifted);
}

const level = fc
  .oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.string({ unit: 'binary-ascii', maxLength: 20 }), fc.string({ unit: 'grapheme', maxLength: 20 }))
  .map((text) => text.replace(/[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\ufeff\u2028\u2029%*/]/gu, '').normalize('NFC'))
  .filter((text) => text !== '' && text.toLowerCase() !== 'inbox' && Buffer.byteLength(text) < 100); // prettier-ignore
const mailboxName = fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => levels.join('/'));

test('any legal name is that of a mailbox, however the client writes it', async () => {
  await fc.assert(
    fc.asyncProperty(mailboxName, fc.boolean(), spelling, spelling, async (name, utf8, spell, again) => {
      const { ask, close } = await newUser();
      if (utf8) await ask('ENABLE UTF8=ACCEPT');
      const wire = utf8 ? bytesOf(name) : modifiedUtf7(name);
      await ask(`CREATE ${spell(wire)}`);
      await ask(`APPEND ${again(wire)} ${literal('a: b\r\n')}`);
      await ask(`SELECT ${again(wire)}`);
      const names = (await ask('LIST "" *')).filter((line) => !line.includes('\\NonExistent'));
      const shown = names.map((line) => line.slice(line.indexOf(' "/" ') + 5));
      expect(shown.map((text) => (/^["{]/.test(text) ? readText(text) : text))).toContain(wire);
      expect(await ask(`STATUS ${spell(wire)} (MESSAGES)`)).toContainEqual(expect.stringMatching(/\(MESSAGES 1\)$/));
      await ask('UNSELECT');
      await ask(`RENAME ${again(wire)} Zoo`);
      await ask(`RENAME Zoo ${spell(wire)}`);
      await ask(`DELETE ${again(wire)}`);
      await close();
    }),
    { numRuns: 150 },
  );
});

/** As readWire, for a quoted string with UTF-8 in it, too. */
function readText(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/g, '$1') : String(readWire(text));
}

const atomChars = Array.from({ length: 95 }, (_, i) => String.fromCharCode(0x20 + i)).filter((one) => !/[\s(){%*"\\\]]/.test(one)); // prettier-ignore
const keyword = fc.string({ unit: fc.constantFrom(...atomChars), minLength: 1, maxLength: 100 });

test('any atom is a keyword: it is told, found, copied and taken off', async () => {
  const { ask, close } = await newUser();
  await ask('CREATE Zoo');
  await ask(`APPEND INBOX ${literal('a: b\r\n')}`);
  await fc.assert(
    fc.asyncProperty(keyword, async (word) => {
      await ask('SELECT INBOX');
      await ask('STORE 1 FLAGS.SILENT ()');
      // before it, that there is such a keyword now
      const told = (await ask(`STORE 1 FLAGS (${word})`)).at(-1) ?? '';
      // one that the mailbox has in another case stays as it is there
      expect(told.toLowerCase()).toBe(`* 1 fetch (uid 1 flags (${word.toLowerCase()}))`);
      const [, kept = ''] = /FLAGS \((.*)\)\)$/.exec(told) ?? [];
      expect(await ask(`SEARCH KEYWORD ${word}`)).toEqual(['* SEARCH 1']);
      expect(await ask(`SEARCH UNKEYWORD ${word}`)).toEqual(['* SEARCH']);
      await ask('COPY 1 Zoo');
      const selected = await ask('SELECT Zoo');
      expect(selected.find((line) => line.startsWith('* FLAGS'))).toContain(` ${kept})`);
      expect(await ask('FETCH * FLAGS')).toEqual([expect.stringContaining(`FLAGS (${kept})`)]);
      await ask(`STORE 1 FLAGS.SILENT (\\Deleted)`);
      await ask('CLOSE');
    }),
    { numRuns: 150, examples: [['F'], ['f'], ['NIL'], ['$']] },
  );
  await close();
});

const byte = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...Buffer.from('\r\n\r\n: \t-=a;"<')) },
  fc.integer({ min: 1, max: 255 }),
);
const source = fc.oneof(
  fc.array(byte, { minLength: 1, maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
  // about the size of a chunk of the store, and of a piece that goes to the socket
  fc.tuple(fc.constantFrom(16, 32, 128, 256), fc.integer({ min: -2, max: 2 }), fc.integer({ min: 1, max: 255 }))
    .map(([kib, more, fill]) => Buffer.alloc(kib * 1024 + more, Buffer.from([fill, 0x0d, 0x0a, 0x61]))),
); // prettier-ignore

test('any bytes but NUL come back as they are, whole and in parts, and their size is exact', async () => {
  const { ask, close } = await newUser();
  await ask('SELECT INBOX');
  await fc.assert(
    fc.asyncProperty(source, fc.nat(), fc.nat(), async (bytes, from, length) => {
      const text = bytes.toString('latin1');
      await ask(`APPEND INBOX ${literal(text)}`);
      const fetch = async (item: string) => {
        const [line = ''] = await ask(`UID FETCH * (${item})`);
        return line;
      };
      expect(await fetch('RFC822.SIZE')).toContain(`RFC822.SIZE ${bytes.length})`);
      const part = async (name: string, shown = name) => {
        const line = await fetch(`BODY.PEEK[${name}`);
        const [, value = ''] = line.split(`BODY[${shown} `);
        return readWire(line.slice(line.length - value.length, -1));
      };
      expect((await part(']')) === text).toBe(true);
      expect(`${String(await part('HEADER]'))}${String(await part('TEXT]'))}` === text).toBe(true);
      const [start, count] = [from % (bytes.length + 2), 1 + (length % bytes.length)];
      expect((await part(`]<${start}.${count}>`, `]<${start}>`)) === text.slice(start, start + count)).toBe(true);
      readWire((await fetch('BODYSTRUCTURE')).replace(/^.*? BODYSTRUCTURE /s, '').slice(0, -1));
      readWire((await fetch('ENVELOPE')).replace(/^.*? ENVELOPE /s, '').slice(0, -1));
    }),
    { numRuns: 150 },
  );
  await close();
});

const field = fc.constantFrom(
  ...['Subject: zoo', 'From: bob@example.org', 'Content-Type: multipart/mixed; boundary=a', 'Content-Type: message/rfc822'],
  ...['Content-Type: text/plain', '', '', 'text', '--a', '--a', '--a--', ' folded'],
); // prettier-ignore
const parted = fc
  .array(field, { minLength: 1, maxLength: 25 })
  .map((lines) => lines.join('\r\n'))
  .filter((text) => text !== '');
const portion = fc.constantFrom(
  ...[
    '',
    'HEADER',
    'TEXT',
    'HEADER.FIELDS (Subject)',
    'HEADER.FIELDS.NOT (From)',
    '1',
    '1.MIME',
    '1.HEADER',
    '1.TEXT',
    '2',
    '2.1',
    '1.1',
  ],
  ...['1.HEADER.FIELDS (From X)', '2.HEADER.FIELDS.NOT (Subject)', '1.2.MIME'],
);
const range = fc.option(fc.tuple(fc.nat({ max: 60 }), fc.integer({ min: 1, max: 60 })), { nil: undefined });

test('what is cut out of a short mail that was read with others is what reading it alone gives', async () => {
  const { ask, close } = await newUser();
  await fc.assert(
    fc.asyncProperty(parted, fc.array(fc.tuple(portion, range), { minLength: 1, maxLength: 4 }), async (text, sections) => {
      await ask(`APPEND INBOX ${literal(text)}`);
      // nothing is marked as read there, and so the two forms mean the same
      await ask('EXAMINE INBOX');
      const fetch = (name: string) =>
        ask(`UID FETCH * (${sections.map(([section, at]) => `${name}[${section}]${at ? `<${at.join('.')}>` : ''}`).join(' ')})`);
      expect(await fetch('BODY.PEEK')).toEqual(await fetch('BODY'));
    }),
    { numRuns: 300 },
  );
  await close();
}); // prettier-ignore
