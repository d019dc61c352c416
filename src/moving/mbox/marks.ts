import { asBuffer, LF } from '../../base/bytes';
import { fieldRaw, firstField, type HeaderField, readHeader } from '../../protocol/mime';
import { cleanDate, cleanFlags, keywordsOf } from '../flags';
import { fromFile } from '../lineEnds';
import type { OutMail } from '../mail';
import { unquoted } from './quoting';

// What an mbox knows of a mail stands in the mail's header: Status, X-Status and X-Keywords (mutt, Dovecot, the UW programs), or
// X-Mozilla-Status (Thunderbird). An export puts its own in front of everything, where it finds them again and takes them
// away, and leaves alone what a sender has written under the same names.

const ownField = 'X-Nymbridge-Export: ';
const ownMark = /^X-Nymbridge-Export: (V\d{1,10}U\d{1,10}) (\d{1,15}) (\d{1,10}) (lf|raw)$/;

const statusLetters = [['R', '\\Seen']] as const;
const xStatusLetters = [
  ['A', '\\Answered'],
  ['D', '\\Deleted'],
  ['F', '\\Flagged'],
  ['T', '\\Draft'],
] as const;

/** The lines in front of an exported mail. `plain`: its lines end with LF in the file. */
export function writeMarks({ id, internalDate, size, flags }: OutMail, plain: boolean): Buffer {
  const has = new Set(flags);
  const letters = (table: readonly (readonly [string, string])[]) =>
    table.flatMap(([letter, flag]) => (has.has(flag) ? [letter] : [])).join('');
  const keywords = keywordsOf(flags);
  return Buffer.from(
    [
      `${ownField}${id} ${internalDate} ${size} ${plain ? 'lf' : 'raw'}\n`,
      `Status: ${letters(statusLetters)}O\n`,
      `X-Status: ${letters(xStatusLetters)}\n`,
      `X-Keywords: ${keywords.join(' ')}\n`,
    ].join(''),
  );
}

/** Which mail of ours begins with these bytes; undefined where it is none of ours. */
export function exportedId(bytes: Uint8Array): string | undefined {
  return ownMark.exec(lineAt(asBuffer(bytes), 0).text)?.[1];
}

export interface Marked {
  /** Without the fields that are the mbox's, CRLF line ends. */
  readonly source: Buffer;
  readonly flags: string[];
  /** Milliseconds since 1970; undefined where only the From_ line can tell. */
  readonly date: number | undefined;
  /** Thunderbird has deleted it and only not tidied up yet. */
  readonly gone: boolean;
}

/** Reads what the mbox knows of a mail, and the mail itself. `bytes` are as they stand in the mbox. */
export function readMarks(bytes: Buffer): Marked {
  return (exportedId(bytes) === undefined ? undefined : readOwn(unquoted(bytes))) ?? readStrange(bytes);
}

/** As exported, also where another program has written its own fields into it since; undefined for all other mail. */
function readOwn(bytes: Buffer): Marked | undefined {
  const first = lineAt(bytes, 0);
  const [, , date, size, form] = ownMark.exec(first.text) ?? [];
  if (size === undefined) return undefined;
  const { values, end } = readBlock(bytes, first.end);
  const rest = bytes.subarray(end);
  const flags = [
    ...flagsOf(values.get('status') ?? '', statusLetters),
    ...flagsOf(values.get('x-status') ?? '', xStatusLetters),
    ...(values.get('x-keywords') ?? '').split(' '),
  ];
  const bare = without(rest, readHeader(rest).fields.filter(isMboxField));
  const found = [rest, bare].map((one) => (form === 'lf' ? fromFile(one) : one));
  const source = found.find((one) => isAsLong(one, Number(size)));
  if (!source) return undefined;
  return {
    source: source.subarray(0, Number(size)),
    flags: cleanFlags(flags),
    date: cleanDate(Number(date)),
    gone: false,
  };
}

/** Our lines behind the first; programs that have changed flags leave out what is empty. */
function readBlock(bytes: Buffer, start: number): { values: Map<string, string>; end: number } {
  const values = new Map<string, string>();
  let end = start;
  for (const name of ['status', 'x-status', 'x-keywords']) {
    const line = lineAt(bytes, end);
    if (!line.text.toLowerCase().startsWith(`${name}: `)) continue;
    values.set(name, line.text.slice(name.length + 2));
    end = line.end;
  }
  return { values, end };
}

/** A mail that did not end with a line end was given one. */
function isAsLong(source: Buffer, size: number): boolean {
  return source.length >= size && source.length <= size + 2;
}

interface TextLine {
  readonly text: string;
  readonly end: number;
}

function lineAt(bytes: Buffer, at: number): TextLine {
  const lf = bytes.indexOf(LF, at);
  const end = lf < 0 ? bytes.length : lf + 1;
  return { text: bytes.toString('latin1', at, lf < 0 ? end : lf).replace(/\r$/, ''), end };
}

function flagsOf(text: string, table: readonly (readonly [string, string])[]): string[] {
  return table.flatMap(([letter, flag]) => (text.includes(letter) ? [flag] : []));
}

const mboxFields = new Set([
  'status',
  'x-status',
  'x-keywords',
  'x-uid',
  'x-imap',
  'x-imapbase',
  'content-length',
  ownField.slice(0, -2).toLowerCase(),
]);

function isMboxField({ name }: HeaderField): boolean {
  return mboxFields.has(name.toLowerCase());
}

const mozillaFields = new Set(['x-mozilla-status', 'x-mozilla-status2', 'x-mozilla-keys', 'x-account-key', 'x-uidl']);

/**
 * As other programs write it. Thunderbird's fields count in front only: anywhere else they are a sender's. A Content-Length that
 * is right says that nothing was quoted (Dovecot, mutt); one that is wrong is a sender's too.
 */
function readStrange(slot: Buffer): Marked {
  const counted = isCounted(slot);
  const bytes = counted ? slot : unquoted(slot);
  const { fields } = readHeader(bytes);
  const mozilla = leading(fields, mozillaFields);
  const rest = fields.slice(mozilla.length);
  const own = rest.filter((field) => isMboxField(field) && (counted || field.name.toLowerCase() !== 'content-length'));
  const value = (name: string) =>
    own
      .filter((field) => field.name.toLowerCase() === name)
      .map(fieldRaw)
      .join(' ');
  const mozillaStatus = readHex(mozilla, 'x-mozilla-status');
  const flags = [
    ...flagsOf(value('status'), statusLetters),
    ...flagsOf(value('x-status'), xStatusLetters),
    ...value('x-keywords').split(/\s+/),
    ...mozillaFlags.flatMap(([bit, flag]) => ((mozillaStatus & bit) === 0 ? [] : [flag])),
    ...rawOf(mozilla, 'x-mozilla-keys').split(/\s+/),
  ];
  const source = fromFile(without(bytes, [...mozilla, ...own]));
  const gone = (mozillaStatus & mozillaExpunged) !== 0;
  return { source, flags: cleanFlags(flags), date: undefined, gone };
}

function isCounted(bytes: Buffer): boolean {
  const { fields, end } = readHeader(bytes);
  return rawOf(fields, 'content-length') === String(bytes.length - end);
}

/** Bits of X-Mozilla-Status (nsMsgMessageFlags). */
const mozillaFlags = [
  [0x0001, '\\Seen'],
  [0x0002, '\\Answered'],
  [0x0004, '\\Flagged'],
  [0x1000, '$Forwarded'],
] as const;
const mozillaExpunged = 0x0008;

function leading(fields: readonly HeaderField[], names: ReadonlySet<string>): HeaderField[] {
  const end = fields.findIndex((field) => !names.has(field.name.toLowerCase()));
  return fields.slice(0, end < 0 ? fields.length : end);
}

function rawOf(fields: readonly HeaderField[], name: string): string {
  const field = firstField(fields, name);
  return field ? fieldRaw(field) : '';
}

function readHex(fields: readonly HeaderField[], name: string): number {
  const text = rawOf(fields, name);
  return /^[0-9a-f]{1,8}$/i.test(text) ? parseInt(text, 16) : 0;
}

/** A copy without these fields. */
function without(bytes: Buffer, fields: readonly HeaderField[]): Buffer {
  if (fields.length === 0) return bytes;
  let at = 0;
  const kept: Buffer[] = [];
  for (const { start, end } of [...fields].sort((a, b) => a.start - b.start)) {
    kept.push(bytes.subarray(at, start));
    at = end;
  }
  return Buffer.concat([...kept, bytes.subarray(at)]);
}
