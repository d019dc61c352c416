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
  const claims = [...header.matchAll(senders)].filter(([, , value = '']) =>
    isClaim(value.replace(/^[ \t]*:/, ''), domain),
  );
  if (claims.length === 0) return mail;
  // of several From the mail client shows whichever it likes
  const isMasked = claims.some(([, name = '']) => isFrom(name));
  const safe = header.replace(senders, (field, name: string, value: string) => {
    const isClaiming = isClaim(value.replace(/^[ \t]*:/, ''), domain) || (isMasked && isFrom(name));
    return isClaiming ? `X-Outside-${name}${value}` : field;
  });
  const from = isMasked ? writeField('From', writeAddresses([outsider])).replaceAll('\n', '\r\n') : '';
  // in front, so that it is nothing that a line of the stranger's could continue or end
  return Buffer.concat([latin1(from), latin1(safe), mail.subarray(end)]);
}

function isFrom(name: string): boolean {
  return name.toLowerCase() === 'from';
}

/** Whether an address that only the bridge or the server has stands anywhere in a field's value, in a name too: that is what many clients show. */
function isClaim(value: string, domain: string): boolean {
  const text = valueText(value).normalize('NFKC').toLowerCase();
  const own = new RegExp(
    `@bridge\\.invalid|(?<![\\w.+-])(?:config|send|url)@${domain.toLowerCase().replace(/[.-]/g, '\\$&')}`,
  );
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
