import { LF, asBuffer, latin1 } from '../../base/bytes';

/** A block of ASCII armor found in a text. */
export interface Armor {
  /** What stands between `BEGIN PGP ` and the dashes: `MESSAGE`, `PUBLIC KEY BLOCK`... */
  readonly label: string;
  /** Byte range of the base64 text and its checksum line in the source. */
  readonly start: number;
  readonly end: number;
}

const mark = latin1('-----');
/** Longer lines are neither marks nor header lines. */
const longestLine = 1000;

/**
 * Finds the blocks of armor in a text, in order (RFC 9580 §6.2). Text around them, CRLF and white space after the
 * dashes are accepted; a block without an end reaches to the next begin, or to the end of the text.
 */
export function* findArmor(bytes: Uint8Array): Generator<Armor> {
  const text = asBuffer(bytes);
  let open: { label: string; start: number } | undefined;
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + mark.length)) {
    if (!startsLine(text, at)) continue;
    const line = lineAt(text, at, longestLine);
    const found = readMark(line.text);
    if (!found) continue;
    if (open) yield { ...open, end: at };
    open = found.begins ? { label: found.label, start: line.next } : undefined;
  }
  if (open) yield { ...open, end: text.length };
}

/** The first block of armor with this label, or undefined. */
export function firstArmor(bytes: Uint8Array, label: string): Armor | undefined {
  for (const armor of findArmor(bytes)) if (armor.label === label) return armor;
  return undefined;
}

/** Whether an armored message begins anywhere in a text. */
export function holdsMessage(bytes: Uint8Array): boolean {
  return firstArmor(bytes, 'MESSAGE') !== undefined;
}

/** Whether a text is one armored message, begun and ended, with nothing but white space around it. */
export function isWholeMessage(bytes: Uint8Array): boolean {
  const text = asBuffer(bytes);
  const [armor, second] = [...firstTwo(text)];
  if (armor?.label !== 'MESSAGE' || second) return false;
  const begin = text.lastIndexOf('-----BEGIN PGP ', armor.start);
  const end = lineAt(text, armor.end, longestLine);
  return (
    isBlank(text.subarray(0, begin)) && end.text === '-----END PGP MESSAGE-----' && isBlank(text.subarray(end.next))
  );
}

function* firstTwo(text: Buffer): Generator<Armor> {
  let count = 0;
  for (const armor of findArmor(text)) {
    yield armor;
    if (++count === 2) return;
  }
}

const blanks = latin1(' \t\r\n');

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => blanks.includes(byte));
}

function startsLine(text: Buffer, at: number): boolean {
  return at === 0 || text[at - 1] === LF;
}

/** A line without its end, of at most `most` bytes (what follows is then a line of its own), and where the next begins. */
function lineAt(text: Buffer, at: number, most: number): { text: string; next: number } {
  const window = text.subarray(at, at + most);
  const end = window.indexOf(LF);
  const length = end < 0 ? window.length : end + 1;
  return { text: window.toString('latin1', 0, length).trimEnd(), next: at + length };
}

function readMark(line: string): { begins: boolean; label: string } | undefined {
  const begins = line.startsWith('-----BEGIN PGP ');
  if (!begins && !line.startsWith('-----END PGP ')) return undefined;
  if (!line.endsWith('-----')) return undefined;
  return { begins, label: line.slice(begins ? 15 : 13, -5) };
}

/**
 * The bytes inside a block of armor, at most about `most` of them. The checksum is not looked at (RFC 9580 §6.1 asks
 * for that; what matters has an integrity check of its own), nor are header lines.
 */
export function decodeArmor(bytes: Uint8Array, { start, end }: Armor, most = Infinity): Buffer {
  const text = asBuffer(bytes);
  const body = skipHeaders(text, start, end);
  const stop = Math.min(end, body + Math.ceil(most / 3) * 4);
  const base64 = text.toString('latin1', body, stop);
  const pad = base64.indexOf('=');
  return Buffer.from(pad < 0 ? base64 : base64.slice(0, pad), 'base64');
}

/** The bytes in the first armored message of a text, whatever they are, or undefined. */
export function readArmored(bytes: Uint8Array): Buffer | undefined {
  const armor = firstArmor(bytes, 'MESSAGE');
  return armor && decodeArmor(bytes, armor);
}

/** Header lines have a colon, base64 has none: so a missing empty line does no harm. */
function skipHeaders(text: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const line = lineAt(text, at, longestLine);
    if (line.text !== '' && !line.text.includes(':')) break;
    at = line.next;
  }
  return Math.min(at, end);
}

const columns = 64;

/** Bare armor: no Version line, 64 columns, LF line ends, the checksum that old programs want. */
export function writeArmor(label: string, bytes: Uint8Array): string {
  const checksum = Buffer.alloc(3);
  checksum.writeUIntBE(crc24(bytes), 0, 3);
  return armorOf(label, [...base64Lines(bytes), `=${checksum.toString('base64')}`]);
}

/** The armor of a message without a checksum (RFC 9580 §6.1 has it optional). */
export function writeShortArmor(bytes: Uint8Array): string {
  return armorOf('MESSAGE', base64Lines(bytes));
}

function base64Lines(bytes: Uint8Array): string[] {
  const base64 = asBuffer(bytes).toString('base64');
  const lines: string[] = [];
  for (let at = 0; at < base64.length; at += columns) lines.push(base64.slice(at, at + columns));
  return lines;
}

function armorOf(label: string, lines: readonly string[]): string {
  return `-----BEGIN PGP ${label}-----\n\n${lines.join('\n')}\n-----END PGP ${label}-----\n`;
}

const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 16;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x800000 ? (crc << 1) ^ 0x1864cfb : crc << 1;
  return crc & 0xffffff;
});

/** The checksum of RFC 9580 §6.1.1. */
function crc24(bytes: Uint8Array): number {
  let crc = 0xb704ce;
  for (const byte of bytes) crc = ((crc << 8) ^ (crcTable[((crc >>> 16) ^ byte) & 0xff] ?? 0)) & 0xffffff;
  return crc;
}
