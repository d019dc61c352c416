import { expect, test } from '@jest/globals';
import { lettersOf, mailText, submitted } from '../../support/letters';

// SECRET stands wherever mail clients are known to put what tells of the writer, the machine, the client or the time zone.
const text = [
  'Content-Type: text/plain; charset=iso-8859-15; format=flowed; x-client=SECRET',
  'Content-Language: SECRET',
  'Content-Location: SECRET',
  'Content-MD5: SECRET',
  'X-Part: SECRET',
  '',
  'Hello Bob',
];
const page = [
  'Content-Type: text/html; charset=utf-8; x-client=SECRET',
  'Content-Base: SECRET',
  '',
  '<html><head><meta name=generator content="SECRET"><!-- SECRET --></head><body>',
  '<blockquote type="cite" cite="mid:SECRET@SECRET">Hello Bob</blockquote>',
  '<img src="cid:SECRET@SECRET"><img src="file:///home/SECRET/a.png"></body></html>',
];
const picture = [
  'Content-Type: image/png; name="/home/SECRET/cat.png"; x-mac-creator=SECRET',
  'Content-Transfer-Encoding: base64',
  'Content-ID: <SECRET@SECRET>',
  'Content-Disposition: inline; filename="C:\\\\SECRET\\\\cat.png"; modification-date="SECRET"',
  'X-Attachment-Id: SECRET',
  '',
  'AAECAw==',
];
const forwarded = [
  'Content-Type: message/rfc822; x-client=SECRET',
  'Content-Disposition: attachment',
  '',
  'X-Nymbridge-Article: <SECRET@SECRET>',
  'X-Original-To: SECRET',
  'Received: from SECRET',
  'Return-Path: <SECRET@SECRET>',
  'From: Bob <bob@example.org>',
  'Sender: SECRET@SECRET.example',
  'To: panda@nym.test',
  'Bcc: SECRET@SECRET.example',
  'Subject: hello',
  'Date: Sun, 22 Nov 2026 14:00:00 +1030 (SECRET)',
  'Message-ID: <SECRET@SECRET>',
  'References: <SECRET@SECRET>',
  'User-Agent: SECRET',
  '',
  'Hello Panda',
];

const mail = mailText(
  [
    'Received: from SECRET',
    'Return-Path: <SECRET@SECRET>',
    'Resent-From: SECRET@SECRET.example',
    'Resent-Sender: SECRET@SECRET.example',
    'Date: Sun, 22 Nov 2026 22:30:00 +1030 (SECRET)',
    'From: SECRET (SECRET) <panda@nym.test>',
    'Sender: SECRET@SECRET.example',
    'Reply-To: SECRET@SECRET.example',
    'To: Bob <bob@example.org>, SECRET@SECRET.example',
    'Cc: hidden: SECRET@SECRET.example;',
    'Bcc: carol@example.org, SECRET@SECRET.example',
    'Subject: hello',
    'Subject: SECRET',
    'Message-ID: <SECRET@SECRET>',
    'In-Reply-To: SECRET wrote on Sunday',
    'User-Agent: SECRET',
    'X-Mailer: SECRET',
    'X-Mozilla-Draft-Info: SECRET',
    'X-Identity-Key: SECRET',
    'X-Account-Key: SECRET',
    'X-Nymbridge-Nym: SECRET',
    'X-Originating-IP: SECRET',
    'Autocrypt: addr=SECRET',
    'OpenPGP: id=SECRET',
    'Face: SECRET',
    'Organization: SECRET',
    'Importance: SECRET',
    'Thread-Index: SECRET',
    'Disposition-Notification-To: SECRET@SECRET.example',
    'List-Unsubscribe: SECRET',
    'Comments: SECRET',
    'Keywords: SECRET',
    'Content-Language: SECRET',
    'MIME-Version: 1.0 (SECRET)',
    'Content-Type: multipart/mixed; boundary="=_SECRET"; x-client=SECRET',
    '',
    'SECRET client wrote this in many parts',
    ...[text, page, picture, forwarded].flatMap((part) => ['--=_SECRET', ...part]),
    '--=_SECRET--',
    'SECRET epilogue',
  ],
  '',
);

test('nothing that a mail client adds by itself is in any of the letters', async () => {
  const letters = await lettersOf(submitted(mail, ['bob@example.org', 'carol@example.org']));
  expect(letters).toHaveLength(2);
  for (const { payload } of letters) {
    const shown = payload.toString('latin1');
    expect(shown).toContain('Hello Bob');
    expect(shown).toContain('Hello Panda');
    expect(shown.split('\n').filter((line) => /secret|1030|flowed|8859/i.test(line))).toEqual([]);
  }
  expect(letters[0]?.payload.toString()).not.toContain('carol');
  expect(letters[1]?.payload.toString().split('\n\n')[0]).not.toContain('bob@');
});
