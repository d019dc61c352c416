// Mails for the IMAP benchmark, the same ones at every run: some with rare words, for the searches. `small` are plain texts of some 4 KB;
// `mixed` are such texts by seven in ten, web pages by two (20 to 60 KB), and files by one (100 KB to 1 MB); `large` are lines, for a mailbox of
// very many.

/** Numbers from 0 up to 1 that only depend on the seed. */
function dice(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const words =
  'the of and to in is was that for it with as his on be at by had not are but from or have an they which one you were all her she there would their we him been has when who will more no if out so said what up its about into than them can only other new some could time these two may then do first any my now such like our over man me even most made after also did many before must through back years where much your way well down should because each just those people how too little state good very make world still own see men work long get here between both life being under never day same another know while last might us great old year off come since against go came right used take three nym remailer usenet newsgroup cypherpunk anonymous subject message archive key header relay'.split(
    ' ',
  );
const people = ['Alice Example', 'Bob', 'Zoë Müller', 'Иван Петров', '田中太郎', 'Nomen Nescio', 'Jürgen Groß', 'Eve'];

const encoded = (text) => (/^[\x20-\x7e]*$/.test(text) ? text : `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`);

/** The things a mail is made of, drawn by its own dice. */
function drawer(seed) {
  const roll = dice(seed);
  const between = (least, most) => least + Math.floor(roll() * (most - least + 1));
  const one = (list) => list[between(0, list.length - 1)];
  const some = (count) => Array.from({ length: count }, () => one(words)).join(' ');
  const prose = (bytes) => Array.from({ length: Math.ceil(bytes / 60) }, () => `${some(12)}\r\n`).join('');
  return { between, one, some, prose };
}

function subjectOf(n, { between, some }) {
  const reply = n % 3 ? 'Re: ' : '';
  return reply + some(between(3, 8)) + (n % 50 ? '' : ' zebrafish') + (n % 97 ? '' : ' Überraschung');
}

function headerOf(n, seed, date, draw) {
  const { between, one } = draw;
  const id = (number) => `<bench.${seed}.${number}@mail.test>`;
  const first = n - (n % 3);
  return [
    `Received: from mx.example.org by mail.test; ${date.toUTCString().replace('GMT', '+0000')}`,
    `From: ${encoded(one(people))} <user${between(1, 400)}@example${between(1, 30)}.org>`,
    'To: Alice <panda@nym.test>',
    ...(n % 7 ? [] : [`Cc: "Quoted, Name" <cc${between(1, 99)}@example.net>, cc2@example.net`]),
    `Subject: ${encoded(subjectOf(n, draw))}`,
    `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: ${id(n)}`,
    ...(n % 3 && first > 0 ? [`In-Reply-To: ${id(first)}`, `References: ${id(first)}`] : []),
    'MIME-Version: 1.0',
  ];
}

const markerOf = (n) => (n % 200 === 5 ? 'xylophonequux\r\n' : '');

function text(n, { between, prose }) {
  const fields = ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit'];
  return { fields, body: `${markerOf(n)}${prose(between(2000, 6000))}Grüße\r\n` };
}

function page(n, draw) {
  const paragraph = () => `<p style=3D"color:#${draw.between(100_000, 999_999)}">${draw.some(14)}</p>\r\n`;
  const html = Array.from({ length: draw.between(180, 550) }, paragraph).join('');
  return multipart('alternative', `page${n}`, [
    `Content-Type: text/plain\r\n\r\n${markerOf(n)}${draw.prose(draw.between(2000, 5000))}`,
    `Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<html><body>\r\n${html}</body></html>\r\n`,
  ]);
}

function file(n, draw) {
  const bytes = Buffer.alloc(draw.between(75_000, 750_000) & ~3);
  const roll = dice(n);
  for (let at = 0; at < bytes.length; at += 4) bytes.writeUInt32LE(Math.floor(roll() * 2 ** 32), at);
  const lines = bytes.toString('base64').replace(/.{76}/g, '$&\r\n');
  return multipart('mixed', `file${n}`, [
    `Content-Type: text/plain\r\n\r\n${markerOf(n)}${draw.prose(1500)}`,
    `Content-Type: application/octet-stream; name="${n}.bin"\r\nContent-Disposition: attachment; filename="${n}.bin"\r\nContent-Transfer-Encoding: base64\r\n\r\n${lines}\r\n`,
  ]);
}

function multipart(subtype, boundary, parts) {
  const body = `${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\n`;
  return { fields: [`Content-Type: multipart/${subtype}; boundary="${boundary}"`], body };
}

function lines(n, { prose }) {
  return { fields: ['Content-Type: text/plain'], body: `${markerOf(n)}${prose(200)}` };
}

const kinds = { large: () => lines, small: () => text, mixed: (n) => (n % 10 < 7 ? text : n % 10 < 9 ? page : file) };

/** Mail number `n`, from 1, with the date it has and is filed under. */
export function mail(n, mix, seed = 1) {
  const draw = drawer(seed * 1_000_003 + n * 7919);
  const date = new Date(Date.UTC(2015, 0, 1) + n * 3 * 3600_000 + draw.between(0, 3600) * 1000);
  const header = headerOf(n, seed, date, draw);
  const { fields, body } = kinds[mix](n)(n, draw);
  return { date, source: Buffer.from(`${[...header, ...fields].join('\r\n')}\r\n\r\n${body}`) };
}
