import { writeFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openMaildirSource, openMaildirTarget, openMboxSource, openMboxTarget } from '../../src/moving';
import { UserError } from '../../src/base/errors';
import { disown } from '../../src/base/ownFields';
import { readFileName } from '../../src/moving/maildir/fileName';
import { readFolderName, writeFolderName } from '../../src/moving/maildir/folderName';
import { writeFileName } from '../../src/moving/mbox/fileName';
import { quoted, unquoted } from '../../src/moving/mbox/quoting';
import { mailboxName } from '../../src/moving/names';
import { noteName, readNote } from '../../src/moving/note';
import { temporaryFolder } from '../support/folder';
import {
  accountWith,
  allMail,
  exportTo,
  importFrom,
  mailboxNames,
  type NewMail,
  openAccount,
  totals,
} from '../support/moving';
import { seededRandom } from '../support/random';

// What goes out and comes in again is the same: bytes, flags, dates, mailboxes; and nothing is doubled by doing it again.

const pieces = fc.constantFrom(
  '\r\n',
  '\n',
  '\r',
  'From ',
  '>',
  '>>From me\r\n',
  'From a Thu Jan  1 00:00:00 1970\r\n',
  'Status: RO\r\n',
  ':',
  'Subject: x',
  ' ',
  'x',
  '\0',
  'é',
  '',
  'X-Nymbridge-Export: V1U1 5 5 lf\r\n',
  'X-Mozilla-Status: 0009\r\n',
  'X-Keywords: a\r\n',
);
const source = fc.array(pieces, { maxLength: 12 }).map((list) => Buffer.from(list.join('')));
const level = fc.oneof(
  fc.constantFrom(
    'Work',
    'work',
    'con',
    'a.b',
    '..',
    '.',
    ' ',
    ' x ',
    '.x',
    'Grüße',
    '%41',
    '日本',
    '~',
    'x/y',
    'cur',
    'INBOX',
    'tmp',
    '&-',
    'x'.repeat(230),
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
);
const name = fc.array(level, { minLength: 1, maxLength: 3 }).map((levels) => mailboxName(levels.join('/')));
const flags = fc.uniqueArray(
  fc.oneof(
    fc.constantFrom('\\Seen', '\\Answered', '\\Flagged', '\\Deleted', '\\Draft', '$Forwarded', '$Label1'),
    fc.integer({ min: 0, max: 60 }).map((n) => `key${n}`),
  ),
  { maxLength: 40 },
);
const mail: fc.Arbitrary<NewMail> = fc.record({
  mailbox: fc.oneof(fc.constant('INBOX'), name),
  source,
  flags,
  internalDate: fc.integer({ min: 0, max: 4_000_000_000_000 }),
});
const mails = fc.array(mail, { maxLength: 8 });

const ways = {
  Maildir: { target: openMaildirTarget, source: openMaildirSource },
  mbox: { target: openMboxTarget, source: openMboxSource },
};

describe.each(Object.entries(ways))('%s', (_, way) => {
  test('gives back what it was given, but for what could pass for the word of the bridge, and doubles nothing', async () => {
    await fc.assert(
      fc.asyncProperty(mails, async (list) => {
        const folder = join(temporaryFolder(), 'out');
        const account = accountWith(list);
        const random = seededRandom('moving');
        await exportTo(account, await way.target(folder, random));
        const second = await exportTo(account, await way.target(folder, random));
        expect(totals(second)).toEqual([0, list.length, 0]);
        const back = openAccount();
        await importFrom(back, way.source(folder));
        const given = accountWith(list.map((one) => ({ ...one, source: disown(Buffer.from(one.source)) })));
        expect(allMail(back)).toEqual(allMail(given));
        expect(mailboxNames(back).sort()).toEqual(mailboxNames(account).sort());
        expect(totals(await importFrom(back, way.source(folder)))).toEqual([0, list.length, 0]);
        expect(totals(await importFrom(account, way.source(folder)))).toEqual([0, list.length, 0]);
      }),
      { numRuns: Number(process.env.NYMBRIDGE_FUZZ_RUNS ?? 10) },
    );
  });
});

describe('hostile bytes', () => {
  const bytes = fc.array(
    fc.oneof(
      pieces,
      fc.string({ maxLength: 5 }),
      fc.constantFrom('\n', '\n\nFrom a Thu Jan  1 00:00:00 1970\n', 'Content-Length: 3\n'),
    ),
    { maxLength: 30 },
  );

  test('as an mbox give mails no longer than themselves, and never an exception that is no sentence', async () => {
    const file = join(temporaryFolder(), 'mbox');
    await fc.assert(
      fc.asyncProperty(bytes, async (parts) => {
        writeFileSync(file, parts.join(''));
        const account = openAccount();
        const done = await importFrom(account, openMboxSource(file)).catch((error: unknown) => error);
        expect(done instanceof Error ? done : undefined).toEqual(done instanceof UserError ? done : undefined);
        const length = allMail(account).reduce((sum, { source }) => sum + source.replaceAll('\r\n', '\n').length, 0);
        expect(length).toBeLessThanOrEqual(Buffer.byteLength(parts.join('')));
      }),
      { numRuns: 100 },
    );
  });

  test('are quoted and come back, wherever the pieces are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.array(pieces).map((list) => Buffer.from(list.join('')))), (list) => {
        const whole = Buffer.concat(list);
        const out = Buffer.concat([...quoted(list)]);
        expect(unquoted(out).equals(whole)).toBe(true);
        expect(out.toString('latin1')).not.toMatch(/(?:^|\n)From /);
      }),
      { numRuns: 500 },
    );
  });

  test('as file names and keywords give flags that IMAP can write', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string(), { maxLength: 30 }), (text, keywords) => {
        for (const flag of readFileName(`1:2,${text}`, keywords).flags)
          expect(flag).toMatch(/^[\\$]?[^\s(){%*"\\\]]+$/);
      }),
    );
  });
});

describe('names on disk', () => {
  const level = fc.oneof(
    fc.constantFrom(
      '.',
      '..',
      '...',
      '/',
      '\\',
      '%2E',
      '%2e%2e',
      '%',
      'con',
      'CON.txt',
      'a:b',
      '\0',
      ' ',
      '~',
      '&-',
      '&AC8-',
      '&AFw-',
      '.mbox',
      '..mbox',
    ),
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.string({ unit: fc.constantFrom('.', '/', '\\', '%', '2', 'E', 'F', '&', '-', '\0', '\n', 'ü'), maxLength: 8 }),
  );
  const anyName = fc.array(level, { maxLength: 4 }).map((levels) => levels.join('/'));
  /** Names as a client may make mailboxes, and as they come out of a stranger's folder. */
  const mailbox = fc.oneof(anyName, anyName.map(mailboxName));
  const isPlain = (text: string) => !/[\p{Cc}\\:]/u.test(text) && text !== '.' && text !== '..';

  test('of an mbox stay in the folder, and stand for their mailbox', () => {
    fc.assert(
      fc.property(mailbox, (own) => {
        const levels = writeFileName(own).split('/');
        expect(levels).toHaveLength(own.split('/').length);
        expect(levels.filter((one) => !isPlain(one))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  test('of a Maildir are one level, with a dot before each of the mailbox', () => {
    fc.assert(
      fc.property(mailbox, (own) => {
        const disk = writeFolderName(own);
        expect(disk).not.toContain('/');
        expect(isPlain(disk)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('that are one level with a mailbox behind it are read as that mailbox', () => {
    fc.assert(
      fc.property(anyName.map(mailboxName), (own) => {
        expect(readFolderName(writeFolderName(own))).toBe(own);
      }),
      { numRuns: 500 },
    );
  });

  test('in a note that anybody wrote lead nowhere but into the folder', async () => {
    const folder = temporaryFolder();
    const file = join(folder, noteName);
    const inside = join(folder, 'x');
    await fc.assert(
      fc.asyncProperty(fc.dictionary(anyName, fc.oneof(anyName, fc.jsonValue())), async (folders) => {
        writeFileSync(file, JSON.stringify({ id: 'x', folders }));
        const note = await readNote(folder);
        for (const [disk, own] of Object.entries(note?.folders ?? {})) {
          expect(`${normalize(join(inside, disk))}/`.startsWith(`${inside}/`)).toBe(true);
          expect(disk).not.toMatch(/\p{Cc}/u);
          expect(typeof own).toBe('string');
        }
      }),
      { numRuns: 300 },
    );
  });

  test('a note of any bytes is ours, none, or a sentence', async () => {
    const folder = temporaryFolder();
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (text) => {
        writeFileSync(join(folder, noteName), text);
        const note = await readNote(folder).catch((error: unknown) => error);
        expect(note instanceof UserError || (typeof note === 'object' && note !== null && 'folders' in note)).toBe(
          true,
        );
      }),
      { numRuns: 100 },
    );
  });
});
