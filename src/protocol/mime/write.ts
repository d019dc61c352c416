import libmime from 'libmime';
import { encodeWhole, isPlainText } from './words';
import type { Mailbox } from './address';

const columns = 78;

/**
 * A header field with its LF, folded at blanks to lines of at most 78 characters where there are blanks (RFC 5322 §2.2.3). `value`
 * is written as it is, but for line ends and NULs, which become blanks: no value can begin another field.
 */
export function writeField(name: string, value: string): string {
  const words = value
    .replace(/[\r\n\0]+/g, ' ')
    .trim()
    .split(/(?<=[^ \t])(?=[ \t])/);
  let line = `${name}:`;
  const lines: string[] = [];
  for (const [index, word] of words.entries()) {
    const piece = index === 0 ? ` ${word}` : word;
    if (index > 0 && line.length + piece.length > columns) {
      lines.push(line);
      line = piece;
    } else line += piece;
  }
  return [...lines, line, ''].join('\n');
}

/**
 * An address list (RFC 5322 §3.4). A name with a comma, quote or at-sign in it goes into encoded words: nym servers and other
 * simple readers split at every comma, also at a quoted one (nymserv.md §4).
 */
export function writeAddresses(list: readonly Mailbox[]): string {
  return list.map(writeMailbox).join(', ');
}

function writeMailbox({ name, address }: Mailbox): string {
  const spec = writeAddrSpec(address);
  const shown = name?.trim() ?? '';
  return shown === '' ? spec : `${writePhrase(shown)} <${spec}>`;
}

function writePhrase(name: string): string {
  if (!isPlainText(name) || /[,"\\@<>;:]/.test(name)) return encodeWhole(name);
  return /^[\w!#$%&'*+/=?^`{|}~ -]+$/.test(name) ? name : `"${name}"`;
}

function writeAddrSpec(address: string): string {
  const at = address.lastIndexOf('@');
  const local = at < 0 ? address : address.slice(0, at);
  const domain = at < 0 ? '' : address.slice(at);
  return isDotAtom(local) ? address : `${quote(local)}${domain}`;
}

function isDotAtom(local: string): boolean {
  return local.split('.').every((atom) => /^[^\s\p{Cc}()<>[\]:;@\\,."]+$/u.test(atom));
}

/** `attribute=value` for a structured field, quoted or in RFC 2231 pieces where it has to be; several are joined by "; ". */
export function writeParam(attribute: string, value: string): string {
  if (/^[\w!#$%&'*+.^`{|}~-]{1,60}$/.test(value)) return `${attribute}=${value}`;
  if (/^[ -~]{0,60}$/.test(value)) return `${attribute}=${quote(value)}`;
  return libmime
    .buildHeaderParam(attribute, value, 50)
    .map(({ key, value: piece }) => `${key}=${key.endsWith('*') ? piece : quote(piece)}`)
    .join('; ');
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
