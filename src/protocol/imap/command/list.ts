import { ImapError } from '../errors';
import { limits } from '../limits';
import type { Cursor } from '../wire/cursor';
import { afterSpace, readKeyword, readList } from '../wire/lexical';
import { readMailbox, readMailboxPattern } from '../wire/mailboxName';
import type { CommandForm } from './form';
import { readStatusItems } from './statusItems';
import type { StatusItem } from './statusItems';

const selectOptions = ['SUBSCRIBED', 'REMOTE', 'RECURSIVEMATCH', 'SPECIAL-USE'] as const;
/** Which names to choose (RFC 5258 §3.1, RFC 6154 §5.2). */
export type ListSelect = (typeof selectOptions)[number];

const returnOptions = ['SUBSCRIBED', 'CHILDREN', 'SPECIAL-USE'] as const;
/** What to tell of them (RFC 5258 §3.2, RFC 6154 §5.2). */
export type ListReturn = (typeof returnOptions)[number];

/** LIST (RFC 9051 §6.3.9), and LSUB, which is LIST (SUBSCRIBED) with an answer of another name (RFC 3501 §6.3.9). */
export interface List {
  readonly reference: string;
  readonly patterns: readonly string[];
  readonly select: readonly ListSelect[];
  readonly returns: readonly ListReturn[];
  /** RETURN (STATUS (...)) (RFC 5819 §2). */
  readonly status?: readonly StatusItem[];
  /** Whether any extended syntax was used: a plain LIST is answered as RFC 3501 §6.3.8 has it. */
  readonly extended: boolean;
}

export const list: CommandForm<List> = {
  read: (c) => {
    c.expect(' ');
    const select = c.peek() === '(' ? readSelectOptions(c) : undefined;
    const reference = bearable(() => readMailbox(c));
    c.expect(' ');
    const several = c.peek() === '(';
    const patterns = readPatterns(c, several, reference);
    const { returns, status } = c.take(' RETURN ') ? readReturns(c) : {};
    const extended = select !== undefined || several || returns !== undefined;
    return {
      reference: reference ?? '',
      patterns,
      select: select ?? [],
      returns: returns ?? [],
      extended,
      ...(status && { status }),
    };
  },
  show: ({ patterns, select, returns, status }) =>
    `LIST (${select.join(' ')}) [${patterns.length} patterns] RETURN (${returns.join(' ')}${status ? ' STATUS' : ''})`,
};

export const lsub: CommandForm<List> = {
  read: (c) => {
    const reference = afterSpace(c, () => bearable(() => readMailbox(c)));
    const patterns = afterSpace(c, () => readPatterns(c, false, reference));
    const select = ['SUBSCRIBED', 'RECURSIVEMATCH'] as const;
    // no grammar has it, and webmail asks so
    const { status } = c.take(' RETURN ') ? readReturns(c) : {};
    return { reference: reference ?? '', patterns, select, returns: [], extended: false, ...(status && { status }) };
  },
  show: () => 'LSUB [pattern]',
};

/** What will not do is passed over (RFC 9051 §6.3.9): what is in no spelling of a name, and all of too many wildcards. */
function readPatterns(c: Cursor, several: boolean, reference: string | undefined): string[] {
  const readOne = () => bearable(() => readMailboxPattern(c));
  const read = several ? readList(c, limits.listItems, readOne) : [readOne()];
  const patterns = reference === undefined ? [] : read.filter((pattern) => pattern !== undefined);
  const wildcards = patterns.reduce((sum, pattern) => sum + pattern.replace(/[^%*]/g, '').length, 0);
  return wildcards > limits.wildcards ? [] : patterns;
}

/** Undefined for a name that cannot be one; the place behind it is the same. */
function bearable(read: () => string): string | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ImapError && error.code === 'cannot') return undefined;
    throw error;
  }
}

function readSelectOptions(c: Cursor): ListSelect[] {
  const options = readList(c, limits.listItems, () => readOption(c, selectOptions), true);
  c.expect(' ');
  // RFC 5258 §3.1: RECURSIVEMATCH needs something to match
  if (options.includes('RECURSIVEMATCH') && !options.some((one) => one === 'SUBSCRIBED' || one === 'SPECIAL-USE'))
    c.fail('RECURSIVEMATCH needs another selection option');
  return options;
}

function readReturns(c: Cursor): { returns: ListReturn[]; status?: StatusItem[] } {
  let status: StatusItem[] | undefined;
  const returns = readList(
    c,
    limits.listItems,
    () => {
      if (!c.take('STATUS ')) return readOption(c, returnOptions);
      status = readStatusItems(c);
      return undefined;
    },
    true,
  );
  return { returns: returns.filter((one) => one !== undefined), ...(status && { status }) };
}

function readOption<Name extends string>(c: Cursor, names: readonly Name[]): Name {
  const word = readKeyword(c);
  return names.find((name) => name === word) ?? c.fail('Unknown LIST option before this point');
}
