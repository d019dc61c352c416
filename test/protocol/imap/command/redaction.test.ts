import { expect, test } from '@jest/globals';
import { verbs } from '../../../../src/protocol/imap/session/verbs';
import type { CommandName } from '../../../../src/protocol/imap/session/states';
import { Cursor } from '../../../../src/protocol/imap/wire/cursor';
import { rawCommand } from '../../../../src/protocol/imap/wire/rawCommand';

const shown = (name: CommandName, text: string) => verbs[name](new Cursor(rawCommand(text))).shown;

test.each<[CommandName, string, string]>([
  ['LOGIN', ' panda@nym.test hunter2', 'LOGIN [user] [secret]'],
  ['AUTHENTICATE', ' PLAIN AHBhbmRhAGh1bnRlcjI=', 'AUTHENTICATE PLAIN [secret]'],
  ['AUTHENTICATE', ' hunter2', 'AUTHENTICATE [mechanism] [secret]'],
  ['SELECT', ' "Secret plans"', 'SELECT [mailbox]'],
  ['RENAME', ' Secret plans', 'RENAME [mailbox] [mailbox]'],
  ['LIST', ' "" Secret*', 'LIST () [1 patterns] RETURN ()'],
  ['UID FETCH', ' 1:* (FLAGS BODY[HEADER.FIELDS (X-Secret)])', 'UID FETCH 1:* (FLAGS BODY[HEADER.FIELDS ...])'],
  ['STORE', ' 1 +FLAGS.SILENT (Secret)', 'STORE 1 add 1 flags, silent'],
  ['SEARCH', ' SUBJECT Secret', 'SEARCH [envelope]'],
  ['SEARCH', ' HEADER X-Secret Secret', 'SEARCH [header]'],
  ['UID SEARCH', ' RETURN (SAVE) NOT KEYWORD Secret', 'UID SEARCH RETURN (SAVE) [not flag]'],
  ['APPEND', ' Secret CATENATE (URL "/Secret/;UID=1")', 'APPEND [mailbox] [url]'],
  ['GETMETADATA', ' Secret /private/secret', 'GETMETADATA (DEPTH 0) [mailbox] [1 entries]'],
  ['SETMETADATA', ' Secret (/private/secret "secret")', 'SETMETADATA [mailbox] [1 entries]'],
  ['COPY', ' 1:2,4 Secret', 'COPY 1:2,4 [mailbox]'],
])('the log is told nothing private of %s%s', (name, text, expected) => {
  expect(shown(name, text)).toBe(expected);
});
