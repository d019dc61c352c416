import { isBlankChar, more, peek, readQuoted, readUntil, skipBlanks, take } from './cursor';
import type { Cursor } from './cursor';
import { limits } from './limits';
import type { MailAddress } from './types';
import { decodeWords } from './words';

const specials = '()<>[]:;@\\,"';

/**
 * Reads an address-list (RFC 5322 §3.4) as it stands in a field (see `fieldRaw`): comments, groups, quoted strings, routes, and
 * the usual mistakes. Never throws; of what is no address nothing is made up but an empty `host` or `mailbox`.
 */
export function readAddresses(fieldBody: string): MailAddress[] {
  const c = { text: fieldBody, at: 0 };
  const list: MailAddress[] = [];
  let inGroup = false;
  for (skipBlanks(c); more(c) && list.length < limits.addresses; skipBlanks(c)) {
    if (take(c, ',')) continue;
    if (take(c, ';')) {
      if (inGroup) list.push({});
      inGroup = false;
      continue;
    }
    const phrase = readPhrase(c);
    if (!inGroup && take(c, ':')) {
      list.push({ mailbox: phrase.text });
      inGroup = true;
    } else {
      list.push(...readOne(c, phrase));
      skipJunk(c);
    }
  }
  if (inGroup) list.push({});
  return list;
}

/** A person or list to write to, as shown: encoded words decoded, groups dissolved. `address` is `local@domain`. */
export interface Mailbox {
  readonly name?: string;
  readonly address: string;
}

/** As `readAddresses`, for those who want to know whom it is to. Entries without a domain are left out. */
export function readMailboxes(fieldBody: string): Mailbox[] {
  return readAddresses(fieldBody).flatMap(({ name, mailbox, host }) => {
    if (!mailbox || !host) return [];
    const address = `${mailbox}@${host}`;
    return [name === undefined ? { address } : { name: decodeWords(name), address }];
  });
}

interface Phrase {
  /** The words as a display name: joined by one blank. */
  readonly text: string;
  /** The words before those of `local`, likewise. */
  readonly lead: string;
  /** The last word, and what hangs on it without a blank or by a dot: `john . doe@x` was legal once (RFC 5322 §4.4). */
  readonly local: string;
  /** Whether a word was quoted: `"Friends of Bob"` alone is a name. */
  readonly quoted: boolean;
  /** What the last comment among or after the words said. */
  readonly comment: string | undefined;
}

// phrase = 1*(atom / quoted-string / ".")
function readPhrase(c: Cursor): Phrase {
  const words: string[] = [];
  let local: string[] = [];
  let first = 0;
  let quoted = false;
  let comment: string | undefined;
  for (;;) {
    const before = c.at;
    comment = skipBlanks(c) ?? comment;
    const apart = c.at > before && !endInDot(local) && peek(c) !== '.';
    if (peek(c) === '"') quoted = true;
    const word = readWord(c);
    if (word === undefined)
      return { text: words.join(' '), lead: words.slice(0, first).join(' '), local: local.join(''), quoted, comment };
    if (apart) [first, local] = [words.length, []];
    if (word === '') continue;
    words.push(word);
    local.push(word);
  }
}

/** Of pieces none of which is '': to ask it of all of them joined would take as long as they are, for each piece anew. */
function endInDot(pieces: readonly string[]): boolean {
  return pieces.at(-1)?.endsWith('.') === true;
}

function readWord(c: Cursor): string | undefined {
  return peek(c) === '"' ? readQuoted(c) : readUntil(c, specials) || undefined;
}

/** The address that begins with these words, or nothing where only junk follows. */
function readOne(c: Cursor, { text, lead, local, quoted, comment }: Phrase): MailAddress[] {
  if (take(c, '<')) return [withName(readAngle(c), text)];
  if (take(c, '@')) {
    const host = readDomain(c);
    // bob@example.org (Bob): how names were written before RFC 822
    const said = skipBlanks(c) ?? comment;
    return [withName({ mailbox: local, host }, lead === '' ? said : lead)];
  }
  if (text === '') return [];
  if (quoted || lead !== '') return [{ name: text, mailbox: '', host: '' }];
  return [withName({ mailbox: local, host: '' }, comment)];
}

function withName(address: MailAddress, name: string | undefined): MailAddress {
  return name ? { name, ...address } : address;
}

// "<" [route ":"] local "@" domain ">"; the route is "@a,@b"
function readAngle(c: Cursor): MailAddress {
  skipBlanks(c);
  const route = peek(c) === '@' ? readRoute(c) : '';
  const { local } = readPhrase(c);
  const host = take(c, '@') ? readDomain(c) : '';
  skipPast(c, '>');
  return route === '' ? { mailbox: local, host } : { route, mailbox: local, host };
}

function readRoute(c: Cursor): string {
  const start = c.at;
  while (more(c) && peek(c) !== ':' && peek(c) !== '>') c.at++;
  const route = c.text.slice(start, c.at).trim();
  take(c, ':');
  return route;
}

// domain = dot-atom / domain-literal, blanks and comments around the dots dropped
function readDomain(c: Cursor): string {
  const pieces: string[] = [];
  for (;;) {
    const start = c.at;
    if (pieces.length === 0 || endInDot(pieces) || peekAfterBlanks(c) === '.') skipBlanks(c);
    const piece = peek(c) === '[' ? readLiteral(c) : readUntil(c, specials);
    if (piece === '') {
      c.at = pieces.length === 0 ? c.at : start;
      return pieces.join('');
    }
    pieces.push(piece);
  }
}

function peekAfterBlanks(c: Cursor): string {
  let at = c.at;
  while (isBlankChar(c.text.charAt(at))) at++;
  return c.text.charAt(at);
}

function readLiteral(c: Cursor): string {
  const start = c.at;
  skipPast(c, ']');
  return c.text.slice(start, c.at);
}

/** After an address comes a "," or, in a group, a ";". */
function skipJunk(c: Cursor): void {
  for (skipBlanks(c); more(c) && !',;'.includes(peek(c)); skipBlanks(c)) {
    if (peek(c) === '"') readQuoted(c);
    else c.at++;
  }
}

function skipPast(c: Cursor, char: string): void {
  while (more(c) && !take(c, char)) c.at++;
}
