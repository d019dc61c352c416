// What is played at the bridge and at Dovecot: each group on a connection of its own, with a mailbox M of five mails open.

const literal = (text: string) => `{${text.length}+}\r\n${text}`;
const each = (verb: string, words: readonly string[]) => words.map((word) => `${verb} ${word}`);
const word = (text: string, charset = 'UTF-8') => `CHARSET ${charset} TEXT ${literal(text)}`;

export const groups: Readonly<Record<string, readonly string[]>> = {
  'which messages': each('FETCH', [
    '1 UID', '1:3 UID', '3:1 UID', '*:4 UID', '* UID', '1,1,2 UID', '2:*,1 UID', '9 UID', '9:* UID', '1:9 UID', '0 UID', '4294967295 UID',
    '4294967296 UID', 'a UID', '1: UID', '1,', '$ UID',
  ]),
  'which UIDs': each('UID FETCH', ['9:* UID', '9 UID', '1:* FLAGS', '* FLAGS', '0 FLAGS', '1 UID', '1 (UID UID)', '5:2 (UID)', '$ UID']),
  'macros and lists': each('FETCH', [
    '1', '1 ()', '1 FOO', '1 (UID FOO)', '1 (UID UID)', '1 (FLAGS FLAGS UID)', '1 ALL', '1 FAST', '1 FULL', '1 (ALL)', '1 (FAST UID)',
    '1 UID FLAGS', '1 (UID FLAGS', '1 UID)', '1 (flags)',
  ]),
  sections: each('FETCH 1', [
    'BODY.PEEK[]', 'BODY.PEEK[HEADER]', 'BODY.PEEK[TEXT]', 'BODY.PEEK[1]', 'BODY.PEEK[2]', 'BODY.PEEK[1.1]', 'BODY.PEEK[1.MIME]',
    'BODY.PEEK[1.HEADER]', 'BODY.PEEK[1.TEXT]', 'BODY.PEEK[MIME]', 'BODY.PEEK[0]', 'BODY.PEEK[HEADER.FIELDS (Subject)]',
    'BODY.PEEK[HEADER.FIELDS (SUBJECT from)]', 'BODY.PEEK[HEADER.FIELDS (Foo)]', 'BODY.PEEK[HEADER.FIELDS ()]',
    'BODY.PEEK[HEADER.FIELDS Subject]', 'BODY.PEEK[HEADER.FIELDS]', 'BODY.PEEK[HEADER.FIELDS.NOT (Subject)]', 'BODY[]', 'FLAGS',
  ]),
  partials: each('FETCH 1', [
    'BODY.PEEK[]<0.5>', 'BODY.PEEK[]<5.5>', 'BODY.PEEK[]<9999.5>', 'BODY.PEEK[]<0.0>', 'BODY.PEEK[]<0>', 'BODY.PEEK[]<>',
    'BODY.PEEK[TEXT]<2.3>', 'BODY.PEEK[HEADER.FIELDS (Subject)]<0.7>', 'BODY.PEEK[1.MIME]<0.4>', 'BODY.PEEK[9]<0.4>',
    'BODY.PEEK[]<4294967295.1>', 'BODY.PEEK[]<0.4294967296>', 'RFC822<0.1>',
  ]),
  'other items': each('FETCH 1', [
    'BODYSTRUCTURE', 'BODY', 'ENVELOPE', 'RFC822.HEADER', 'RFC822.SIZE', 'RFC822.PEEK', 'INTERNALDATE', 'BINARY.PEEK[1]', 'BINARY.PEEK[]',
    'BINARY.SIZE[1]', 'BINARY.PEEK[1]<0.3>', 'BINARY.PEEK[TEXT]', 'PREVIEW', 'PREVIEW (LAZY)', 'RFC822.TEXT', 'FLAGS',
  ]),
  flags: [
    ...each('STORE', [
      '1 FLAGS (\\Seen)', '1 +FLAGS (\\Answered)', '1 -FLAGS (\\Seen)', '1 FLAGS \\Seen \\Answered', '1 FLAGS ()', '1 FLAGS', '1',
      '1 FOO (\\Seen)', '1:* FLAGS.SILENT (\\Draft)', '9 +FLAGS (\\Seen)', '3:9 +FLAGS (\\Seen)', '9:* +FLAGS (\\Flagged)',
      '1 +FLAGS (\\Recent)', '1 +FLAGS (\\Foo)', '1 +FLAGS (\\*)', '1 +FLAGS ("x")', '0 +FLAGS (x)', '1 +FLAGS (x', '1 +FLAGS x)',
      '1 +flags (\\flagged)',
    ]),
    'FETCH 1:* FLAGS',
  ],
  keywords: [
    'STORE 1 +FLAGS ($Label)', 'STORE 2 +FLAGS.SILENT ($label)', 'STORE 1 +FLAGS (a b c)', 'STORE 1 -FLAGS (A)', 'FETCH 1:2 FLAGS',
    'SEARCH KEYWORD $LABEL', 'SEARCH UNKEYWORD b',
  ],
  'flags and mod-sequences': [
    'STORE 1:4 (UNCHANGEDSINCE 0) +FLAGS (\\Seen)', 'STORE 2 (UNCHANGEDSINCE 99999999) +FLAGS (\\Draft)',
    'STORE 1 (UNCHANGEDSINCE x) +FLAGS (a)', 'FETCH 1:* (FLAGS) (CHANGEDSINCE 99999999)', 'FETCH 1:* (FLAGS) (CHANGEDSINCE 1 VANISHED)',
    'FETCH 1 FLAGS (FOO)', 'FETCH 1 MODSEQ', 'UID STORE 3 (UNCHANGEDSINCE 1) +FLAGS (\\Seen)', 'SEARCH MODSEQ 99999999', 'SEARCH MODSEQ',
    'SEARCH MODSEQ x',
  ],
  removing: [
    'EXPUNGE', 'STORE 2,4 +FLAGS.SILENT (\\Deleted)', 'UID EXPUNGE 4', 'UID EXPUNGE 9', 'UID EXPUNGE', 'UID EXPUNGE x', 'UID EXPUNGE 1:*',
    'FETCH 1:* UID', 'STORE 1:* +FLAGS.SILENT (\\Deleted)', 'CLOSE', 'FETCH 1 UID', 'SELECT $M', 'FETCH 1:* FLAGS', 'UID FETCH 1:* FLAGS',
    'FETCH * FLAGS', 'STORE 1:* +FLAGS (a)', 'SEARCH 1', 'SEARCH *', 'UID SEARCH *', 'COPY 1 INBOX', 'UID COPY 1:* INBOX',
    'UID MOVE 1:* INBOX', 'MOVE 1:* INBOX',
  ],
  'copying and moving': [
    'CREATE $Mb', 'COPY 1 $Mb', 'COPY 2:3 $Mb', 'UID COPY 1,3 $Mb', 'COPY 9 $Mb', 'UID COPY 9 $Mb', 'COPY 4:9 $Mb', 'COPY 1 nowhere',
    'UID COPY 9 nowhere', 'COPY 1', 'COPY 1 $M', 'COPY 3,1 $Mb', 'MOVE 1 $Mb', 'MOVE 2:1 $Mb', 'UID MOVE 9 $Mb', 'MOVE 9 $Mb',
    'MOVE 1 nowhere', 'MOVE 1 $M', 'FETCH 1:* UID', 'MOVE 1', 'UID MOVE * $Mb',
  ],
  'what is looked for': each('SEARCH', [
    'ALL', 'BEFORE 23-Nov-2026', 'BODY mail', 'BODY "MAIL 2"', 'FROM BOB', 'FROM "Bob <bob"', 'HEADER Subject ""', 'HEADER Foo ""',
    'HEADER Message-ID <1@example.org>', 'LARGER 10', 'LARGER x', 'NOT NOT ALL', 'ON 22-Nov-2026', 'ON "22-Nov-2026"', 'ON 2-Nov-2026',
    'ON 22-Foo-2026', 'OR ALL', 'OR SEEN UNSEEN', 'SENTON 22-Nov-2026', 'SUBJECT "letter 3"', 'SUBJECT ""', 'TEXT "subject: letter"',
    'UID 9', 'UID 9:*', 'UID 0',
  ]),
  'how it is said': each('SEARCH', [
    '1:3', '9', '9:*', '*', '0', '()', '(ALL) (SEEN)', '((ALL))', 'FOO', '', 'SEEN )', '(SEEN', 'CHARSET UTF-8 ALL',
    'CHARSET "utf-8" SUBJECT letter', 'CHARSET FOO ALL', 'CHARSET', 'CHARSET UTF-8', 'NOT (1 2)', 'OR 1 OR 2 3', 'YOUNGER 0', 'KEYWORD',
  ]),
  'what comes back': each('SEARCH RETURN', [
    '() ALL', '(MIN) ALL', '(MIN MAX COUNT ALL) ALL', '(ALL) DELETED', '(COUNT) DELETED', '(FOO) ALL', 'ALL', '(SAVE) 1:2',
    '(SAVE COUNT) $', '(ALL) NOT $', '(CONTEXT) ALL', '(PARTIAL 1:2) ALL', '(PARTIAL 9:12) ALL', '(PARTIAL 1:2 ALL) ALL',
    '(PARTIAL 0:2) ALL', '(UPDATE) SEEN', '(UPDATE CONTEXT) SEEN', '(SAVE UPDATE) SEEN', '(SAVE CONTEXT) SEEN', '(COUNT) CHARSET UTF-8 ALL',
  ]),
  'charsets of old clients': [
    'APPEND $M {95+}\r\nSubject: =?utf-8?q?gr=C3=BCn?=\r\nContent-Type: text/plain; charset=koi8-r\r\n\r\n\xd0\xd2\xc9\xd7\xc5\xd4 mail number six',
    `SEARCH ${word('gr\xc3\xbcn')}`, `SEARCH ${word('GR\xdcN', 'ISO-8859-1')}`, `SEARCH ${word('\xf0\xf2\xe9', 'KOI8-R')}`,
    `SORT (DATE) ISO-8859-1 TEXT ${literal('gr\xfcn')}`, 'THREAD REFERENCES windows-1252 ALL',
  ],
  sorting: [
    ...each('SORT', [
      '(DATE) UTF-8 ALL', '(REVERSE DATE) UTF-8 ALL', '(SUBJECT) US-ASCII ALL', '(SIZE REVERSE ARRIVAL) UTF-8 ALL', '() UTF-8 ALL',
      '(FOO) UTF-8 ALL', '(DATE) FOO ALL', '(DATE) UTF-8', '(REVERSE) UTF-8 ALL', 'RETURN (COUNT) (DATE) UTF-8 ALL',
      'RETURN (MIN MAX ALL) (REVERSE DATE) UTF-8 ALL',
    ]),
    ...each('THREAD', ['REFERENCES UTF-8 ALL', 'ORDEREDSUBJECT UTF-8 ALL', 'FOO UTF-8 ALL', 'REFERENCES UTF-8', 'REFERENCES']),
  ],
  opening: each('SELECT', ['$M', 'nowhere', '$M', '$M (CONDSTORE)', 'inBoX', '$M (CONDSTORE', '$M/', '$M', '$M (FOO)']),
  'looking only': ['EXAMINE $M', 'STORE 1 +FLAGS (\\Seen)', 'FETCH 1 BODY[TEXT]', 'FETCH 1 FLAGS', 'MOVE 2 $M', 'CLOSE', 'FETCH 1 FLAGS'],
  mailboxes: [
    'CREATE $M', 'CREATE INBOX', 'CREATE $M/a/b', 'CREATE ""', 'CREATE', 'CREATE $M//x', 'CREATE /$Mx', 'CREATE "$M/&AOQ-"',
    'CREATE "$M/&AGE-"', 'SUBSCRIBE $M/a/b', 'SUBSCRIBE nowhere', 'UNSUBSCRIBE never', 'LIST "" $M/a/b', 'LIST "" $M/%/b',
    'LIST "" "$M/&AOQ-"', 'LIST "" ""', 'LIST "" iNbOx', 'LIST (FOO) "" $M', 'LIST "" $M RETURN (FOO)', 'LIST "" $M RETURN (CHILDREN)',
    'LIST "" $M RETURN (CHILDREN STATUS (MESSAGES UIDNEXT))', 'RENAME nowhere x', 'RENAME $M/a/b $M/c', 'LIST "" $M/c', 'RENAME $M/c $M/c',
    'DELETE nowhere', 'DELETE INBOX', 'DELETE $M/c',
  ],
  status: each('STATUS', ['$M (MESSAGES UIDNEXT UNSEEN SIZE)', '$M (messages)', '$M ()', '$M MESSAGES', '$M (FOO)', 'nowhere (MESSAGES)', '$M']),
  appending: each('APPEND', [
    `$M ${literal('a: b\r\n\r\nx')}`, `$M (\\Seen) "22-Nov-2026 12:00:00 +0100" ${literal('a: b')}`,
    `$M "22-Nov-26 12:00:00 +0100" ${literal('x: y')}`, `$M "" ${literal('x: y')}`, `$M (\\Recent) ${literal('x: y')}`,
    `$M (\\Foo) ${literal('x: y')}`, `$M ${literal('')}`, '$M', '$M ()', `nowhere ${literal('x: y')}`,
    `$M ${literal('x: 1')} (\\Draft) ${literal('x: 2')}`, `$M CATENATE (URL "/$M/;UID=1/;SECTION=HEADER" TEXT ${literal('x')})`,
    '$M CATENATE (URL "/$M/;UID=99")', 'nowhere CATENATE (URL "/$M/;UID=99")', '$M CATENATE ()', `$M ${literal('a\0b')}`,
  ]),
  'out of place': [
    'UNSELECT', 'FETCH 1 FLAGS', 'STORE 1 FLAGS ()', 'COPY 1 INBOX', 'SEARCH ALL', 'EXPUNGE', 'CLOSE', 'CHECK', 'UNSELECT', 'LOGIN a b',
    'FOO', 'UID NOOP', 'NOOP',
  ],
}; // prettier-ignore

/** Where the two differ, and mean to, by command. */
export const apart: Readonly<Record<string, string>> = {
  'FETCH 1 BODY.PEEK[0]': 'a part has a number above zero (RFC 9051 §9, section-part)',
  'FETCH 1 BODY.PEEK[]<0.0>': 'a partial has a length above zero',
  'FETCH 1 BODY.PEEK[]<0>': 'a partial has a length',
  'FETCH 1 BINARY.PEEK[TEXT]': 'BINARY is of parts (RFC 9051 §9, section-binary)',
  'STORE 1 FLAGS': 'without flags it is no command',
  'STORE 1:4 (UNCHANGEDSINCE 0) +FLAGS (\\Seen)': 'the client is told at once what the flags are (RFC 7162 §3.1.3)',
  'UID STORE 3 (UNCHANGEDSINCE 1) +FLAGS (\\Seen)': 'the same',
  [`APPEND $M ${literal('a\0b')}`]: 'no mail may hold a NUL (RFC 3516 §4.4)',
  'SEARCH 9:*': 'the last message is in it (RFC 9051 §9, seq-range)',
  'SELECT $M (FOO)': 'what is no command leaves the mailbox open',
  'STORE 1 +FLAGS (\\Seen)': 'a mailbox that is open for reading only says so',
  'MOVE 2 $M': 'the same',
  'SUBSCRIBE nowhere': 'a client may subscribe to what is made later (RFC 9051 §6.3.7)',
};
