import { ImapError } from '../errors';
import { limits } from '../limits';
import type { Cursor } from '../wire/cursor';
import { afterSpace, readAstring, readKeyword, readList, readNstring, readNumber } from '../wire/lexical';
import { readMailbox } from '../wire/mailboxName';
import type { CommandForm } from './form';

/** GETMETADATA (RFC 5464 §4.2) */
export interface GetMetadata extends Wanted {
  /** '' stands for the account as a whole. */
  readonly mailbox: string;
  /** Names, in small letters. */
  readonly entries: readonly string[];
}

interface Wanted {
  /** How many levels below each entry are told with it. */
  readonly depth: number;
  /** Longer values are left out. */
  readonly maxSize?: number;
}

/** SETMETADATA (RFC 5464 §4.3): undefined removes an entry. */
export interface SetMetadata {
  readonly mailbox: string;
  readonly entries: ReadonlyMap<string, Buffer | undefined>;
}

// getmetadata = "GETMETADATA" [SP getmetadata-options] SP mailbox SP entries          RFC 5464 §5
export const getMetadata: CommandForm<GetMetadata> = {
  read: (c) => {
    c.expect(' ');
    const before = c.peek() === '(' ? readOptions(c) : undefined;
    const mailbox = readMailbox(c);
    c.expect(' ');
    // an example of RFC 5464 §4.2.1 has the options here, and clients follow it
    const options = before ?? (c.looksAt('(MAXSIZE ') || c.looksAt('(DEPTH ') ? readOptions(c) : { depth: 0 });
    const entries = c.peek() === '(' ? readList(c, limits.listItems, () => readEntry(c, 1)) : [readEntry(c, 1)];
    return { mailbox, entries: [...new Set(entries)], ...options };
  },
  show: ({ entries, depth }) => `GETMETADATA (DEPTH ${depth}) [mailbox] [${entries.length} entries]`,
};

// setmetadata = "SETMETADATA" SP mailbox SP entry-values
export const setMetadata: CommandForm<SetMetadata> = {
  read: (c) => {
    const mailbox = afterSpace(c, readMailbox);
    c.expect(' ');
    const entries = readList(c, limits.listItems, () => [readEntry(c, 2), afterSpace(c, readValue)] as const);
    return { mailbox, entries: new Map(entries) };
  },
  show: ({ entries }) => `SETMETADATA [mailbox] [${entries.size} entries]`,
};

function readOptions(c: Cursor): Wanted {
  const options = readList(c, limits.listItems, (): Partial<Wanted> => {
    const name = readKeyword(c);
    if (name === 'MAXSIZE') return { maxSize: afterSpace(c, readNumber) };
    if (name === 'DEPTH') return { depth: afterSpace(c, readDepth) };
    return c.fail('Unknown option before this point');
  });
  c.expect(' ');
  return options.reduce<Wanted>((all, one) => ({ ...all, ...one }), { depth: 0 });
}

function readDepth(c: Cursor): number {
  const word = readKeyword(c);
  if (word !== '0' && word !== '1' && word !== 'INFINITY') c.fail('Expected 0, 1 or infinity');
  return word === 'INFINITY' ? Infinity : Number(word);
}

/** 'syntax' for a name that RFC 5464 §3.2 forbids, or of fewer levels: /private itself has no value, but all the rest lies below it. */
function readEntry(c: Cursor, least: number): string {
  const name = readAstring(c).toString('latin1').toLowerCase();
  const [before, ...levels] = name.split('/');
  const [root] = levels;
  if (before !== '' || (root !== 'private' && root !== 'shared') || levels.length < least || levels.includes(''))
    c.fail('The name of an entry begins with /private/ or /shared/, and has no empty level: none ends');
  if (/[^\x20-\x7e]|[*%]/.test(name))
    c.fail('The name of an entry is in ASCII, without control characters, * or %: none ends');
  if (name.length > limits.metadataNameBytes)
    throw new ImapError('cannot', `The name of an entry may have ${limits.metadataNameBytes} bytes.`);
  return name;
}

// value = nstring / literal8
function readValue(c: Cursor): Buffer | undefined {
  return c.takeLiteral()?.bytes ?? readNstring(c);
}
