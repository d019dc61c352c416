import { latin1 } from '../../base/bytes';
import { valueText, writeAddresses, writeField } from '../../protocol/mime';

/** Whom such a mail is shown to be from: an address that nobody can have (RFC 2606 §2), so that an answer goes nowhere. */
const outsider = { name: 'Somebody who claims to be nymbridge or the nym server', address: 'outsider@bridge.invalid' };

/** A field that says who writes, with the lines that continue it. */
const senders = /^(from|sender|reply-to)([ \t]*:.*(?:\r\n[ \t].*)*)/gim;

/**
 * A stranger's mail, CRLF line ends, that cannot be taken for a word of the bridge's or of the nym server's: what says that it is from them
 * (From, Sender, Reply-To) becomes `X-Outside-From` and so on, and in the place of a From stands one that says so. The same bytes where nothing
 * says it. `domain`: the nym server's.
 */
export function unmask(mail: Buffer, domain: string): Buffer {
  const blank = mail.indexOf('\r\n\r\n');
  const end = blank < 0 ? mail.length : blank + 2;
  const header = mail.toString('latin1', 0, end);
  const own = ownAddresses(domain);
  const fields = [...header.matchAll(senders)].map(([, name = '', value = '']) => ({
    isFrom: name.toLowerCase() === 'from',
    claims: isClaim(value.replace(/^[ \t]*:/, ''), own),
  }));
  if (!fields.some(({ claims }) => claims)) return mail;
  // of several From the mail client shows whichever it likes
  const isMasked = fields.some(({ isFrom, claims }) => isFrom && claims);
  const turn = fields.values();
  const safe = header.replace(senders, (field) => {
    const { isFrom = false, claims = false } = turn.next().value ?? {};
    return claims || (isMasked && isFrom) ? `X-Outside-${field}` : field;
  });
  const from = isMasked ? writeField('From', writeAddresses([outsider])).replaceAll('\n', '\r\n') : '';
  // in front, so that it is nothing that a line of the stranger's could continue or end
  return Buffer.concat([latin1(from), latin1(safe), mail.subarray(end)]);
}

/** The addresses that only the bridge or the server has. */
function ownAddresses(domain: string): RegExp {
  const escaped = domain.toLowerCase().replace(/[.-]/g, '\\$&');
  return new RegExp(`@bridge\\.invalid|(?<![\\w.+-])(?:config|send|url)@${escaped}`);
}

/** Whether one of them stands anywhere in a field's value, in a name too: that is what many clients show. */
function isClaim(value: string, own: RegExp): boolean {
  const text = valueText(value).normalize('NFKC').toLowerCase();
  return own.test(plain(text)) || own.test(plain(withoutComments(text)));
}

/** Without what may stand in an address and is no part of it (RFC 5322 §3.4.1): quotes, blanks around its dots, what nobody sees. */
function plain(text: string): string {
  const words = text.replace(/["\\\p{Cf}\p{Cc}]/gu, '').replace(/\s+/g, ' ');
  return words.replace(/ ?([@.]) ?/g, '$1');
}

/** RFC 5322 §3.2.2: they may be inside each other. */
function withoutComments(text: string): string {
  let depth = 0;
  let rest = '';
  for (const char of text) {
    if (char === '(') depth++;
    if (depth === 0) rest += char;
    if (char === ')' && depth > 0) depth--;
  }
  return rest;
}
