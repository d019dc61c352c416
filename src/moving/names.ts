import { createHash } from 'node:crypto';
import { limits } from './limits';

/**
 * A folder's name out of a stranger's hands as the name of a mailbox that a mail client can ask for: in NFC, '/' between levels,
 * none of them empty, INBOX in capitals, no control characters, no wildcards, and no longer than IMAP here takes. What nothing
 * is left of becomes INBOX.
 */
export function mailboxName(name: string): string {
  const levels = name
    .normalize('NFC')
    .split('/')
    .map((level) => level.replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, '').replace(/[%*]/g, '_'))
    .filter((level) => level !== '');
  const [first = 'INBOX', ...rest] = levels.slice(0, limits.nameLevels);
  const named = first.toUpperCase() === 'INBOX' ? 'INBOX' : first;
  return cut([named, ...rest].join('/'), limits.nameBytes);
}

/** Whole characters of at most so many bytes in UTF-8. */
function cut(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  let kept = '';
  let length = 0;
  for (const character of text) {
    length += Buffer.byteLength(character);
    if (length > bytes) break;
    kept += character;
  }
  return kept.replace(/\/+$/, '');
}

/** Characters that mean something to some system or program; `%` only where it would be read as an escape. */
const unsafe = /[\p{Cc}"*/:<>?\\|]|%(?=[0-9A-Fa-f]{2})|^[.~ ]|[. ]$/gu;
/** What Windows keeps for its devices, with any extension. */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * One level of a mailbox name as the name of a file or folder; `also` are further characters to escape. `readLevel` undoes it, but
 * for the level of no letters, which would be none or, behind a dot, the folder itself.
 */
export function writeLevel(level: string, also = ''): string {
  if (level === '') return '%';
  const escaped = Array.from(level.replace(unsafe, escape))
    .map((c) => (also.includes(c) ? escape(c) : c))
    .join('');
  return device.test(escaped) ? escape(escaped.charAt(0)) + escaped.slice(1) : escaped;
}

function escape(text: string): string {
  return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

/** The level that a name on disk stands for; a `%` that escapes nothing is itself. */
export function readLevel(name: string): string {
  return name.replace(/(?:%[0-9A-Fa-f]{2})+/g, (escaped) => {
    const bytes = Buffer.from(escaped.replaceAll('%', ''), 'hex');
    const text = bytes.toString('utf8');
    return Buffer.from(text).equals(bytes) ? text : escaped;
  });
}

/** A name as a file system compares it that knows neither case nor ways to write an accent. */
export function folded(name: string): string {
  return name.normalize('NFC').toLowerCase().normalize('NFC');
}

/** Names on disk for mailbox names: each its own, whatever the case, and short enough. */
export interface DiskNames {
  /** The same name gets the same answer. */
  of(name: string): string;
  /** Mailbox names by name on disk, of those that cannot be told from it. */
  notes(): Record<string, string>;
}

/**
 * `write` gives the plain name on disk and `read` undoes it. A name that is too long, or taken, gets a piece of its digest,
 * and a note; `notes` are those of earlier runs.
 */
export function openDiskNames(
  notes: Readonly<Record<string, string>>,
  write: (name: string) => string,
  read: (disk: string) => string,
): DiskNames {
  const known = new Map(Object.entries(notes).map(([disk, name]) => [name, disk]));
  const owners = new Map(Object.entries(notes).map(([disk, name]) => [folded(disk), name]));
  const choose = (name: string): string => {
    const plain = write(name);
    const owner = owners.get(folded(plain));
    const fits = Buffer.byteLength(plain) <= limits.diskNameBytes && read(plain) === name;
    return fits && (owner === undefined || owner === name) ? plain : shortened(plain, name);
  };
  return {
    of: (name) => {
      const disk = known.get(name) ?? choose(name);
      known.set(name, disk);
      owners.set(folded(disk), name);
      return disk;
    },
    notes: () => Object.fromEntries([...known].flatMap(([name, disk]) => (read(disk) === name ? [] : [[disk, name]]))),
  };
}

function shortened(plain: string, name: string): string {
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 12);
  return `${cut(plain, limits.diskNameBytes - digest.length - 1)}~${digest}`;
}
