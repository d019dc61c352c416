// Mails as they come in the wild, each the same whenever it is made: the number decides.

/** Numbers that look like chance. */
class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed + 1) * 2654435761;
  }

  below(most: number): number {
    // xorshift, 32 bits
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % most;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}

const addresses = [
  'bob@example.org',
  'Bob <bob@example.org>',
  '"Zoe, who" <zoe@example.org>',
  '"a \\"b\\" c" <abc@example.org>',
  '=?utf-8?q?=C3=84nne?= <aenne@example.org>',
  'carol@example.net (Carol)',
  'a@x.test, B <b@x.test>,\r\n c@x.test',
  'Friends: a@x.test, B <b@x.test>;',
  'undisclosed-recipients:;',
  'Bob J. Smith <bob.j@example.org>',
  '<only@example.org>',
];
const dates = ['Sun, 22 Nov 2026 12:00:00 +0000', '22 Nov 26 12:00 GMT', 'Sun, 22 Nov 2026 12:00:00 -0500 (EST)'];
const subjects = ['hello', '=?utf-8?b?R3LDvMOfZQ==?=', 'a "b" \\ c', 'long\r\n and folded', '', '{7}'];
const transfer = ['7bit', '8bit', 'base64', 'quoted-printable', 'BASE64'];
const texts = [
  'text/plain',
  'text/plain; charset=utf-8',
  'TEXT/HTML; charset="iso-8859-1"',
  'text/plain; charset=us-ascii; format=flowed; delsp=yes',
  'text/calendar; method=REQUEST; name="a;b.ics"',
];
const files = [
  'image/png; name="a b.png"',
  'application/pdf; name=a.pdf',
  'application/octet-stream',
  "application/zip;\r\n name*=utf-8''%C3%A4.zip",
  'application/x-odd.type+json; x=1; y="2"',
  'message/delivery-status',
];
const multiparts = ['mixed', 'alternative', 'related; type="text/html"', 'signed; micalg=pgp-sha512', 'x-odd'];
const extras = [
  'Content-ID: <part@example.org>',
  'Content-Description: what it is',
  'Content-Disposition: inline',
  'Content-Disposition: attachment; filename="a b.png"; size=12',
  'Content-Disposition: ATTACHMENT; filename=c',
  'Content-Language: de, en',
  'Content-Language: fr',
  'Content-Location: http://example.org/a',
  'Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==',
];

export function anyMail(number: number): string {
  return mail(new Dice(number), 0);
}

function mail(dice: Dice, depth: number): string {
  const some = (odds: number, line: string) => (dice.below(odds) === 0 ? '' : `${line}\r\n`);
  const header =
    some(8, `From: ${dice.pick(addresses)}`) +
    some(6, `To: ${dice.pick(addresses)}`) +
    some(2, `Cc: ${dice.pick(addresses)}`) +
    some(2, `Sender: ${dice.pick(addresses)}`) +
    some(2, `Reply-To: ${dice.pick(addresses)}`) +
    some(2, `Bcc: ${dice.pick(addresses)}`) +
    some(8, `Subject: ${dice.pick(subjects)}`) +
    some(6, `Date: ${dice.pick(dates)}`) +
    some(5, `Message-ID: <${dice.below(1000)}@example.org>`) +
    some(2, `In-Reply-To: <${dice.below(1000)}@example.org> <b@x>`) +
    some(3, 'MIME-Version: 1.0');
  return header + part(dice, depth);
}

/** The header fields of a part and its body. */
function part(dice: Dice, depth: number): string {
  const kind = depth > 3 ? dice.below(3) : dice.below(7);
  const extra = Array.from({ length: dice.below(3) }, () => `${dice.pick(extras)}\r\n`);
  const fields = [...new Map(extra.map((line) => [line.slice(0, line.indexOf(':')), line])).values()].join('');
  // without a type of its own Dovecot takes a mail for one from before MIME, and leaves out what such fields say
  if (kind === 0) return `\r\n${words(dice)}`;
  const encoding = dice.below(2) === 0 ? '' : `Content-Transfer-Encoding: ${dice.pick(transfer)}\r\n`;
  if (kind === 1) return `Content-Type: ${dice.pick(texts)}\r\n${encoding}${fields}\r\n${words(dice)}`;
  if (kind === 2) return `Content-Type: ${dice.pick(files)}\r\n${encoding}${fields}\r\n${words(dice)}`;
  if (kind === 3) return `Content-Type: message/rfc822\r\n${fields}\r\n${mail(dice, depth + 1)}`;
  return multipart(dice, depth, fields);
}

function multipart(dice: Dice, depth: number, fields: string): string {
  const boundary = `b${depth}-${dice.below(1000)}`;
  const digest = dice.below(6) === 0;
  const parts = Array.from({ length: 1 + dice.below(3) }, () =>
    digest ? `\r\n${mail(dice, depth + 1)}` : part(dice, depth + 1),
  );
  const preamble = dice.below(3) === 0 ? 'for old programs\r\n' : '';
  const end = dice.below(5) === 0 ? '' : `--${boundary}--\r\n${dice.below(3) === 0 ? 'behind it\r\n' : ''}`;
  const type = digest ? 'digest' : dice.pick(multiparts);
  return (
    `Content-Type: multipart/${type}; boundary="${boundary}"\r\n${fields}\r\n${preamble}` +
    `${parts.map((one) => `--${boundary}\r\n${one}\r\n`).join('')}${end}`
  );
}

function words(dice: Dice): string {
  return Array.from({ length: dice.below(4) }, () => `${'word '.repeat(dice.below(12))}\r\n`).join('');
}
