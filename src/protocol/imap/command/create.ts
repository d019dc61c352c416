import type { SpecialUse } from '../backend';
import { ImapError } from '../errors';
import { limits } from '../limits';
import type { Cursor } from '../wire/cursor';
import { afterSpace, readAtom, readList } from '../wire/lexical';
import { checkNewName, readGivenMailbox } from '../wire/mailboxName';
import type { GivenMailbox } from '../wire/mailboxName';
import type { CommandForm } from './form';

/** CREATE (RFC 9051 §6.3.4), with its use where the client names one (RFC 6154 §3). */
export interface Create extends GivenMailbox {
  readonly specialUse?: SpecialUse;
}

export const create: CommandForm<Create> = {
  read: (c) => {
    const name = afterSpace(c, readGivenMailbox);
    const specialUse = c.take(' (') ? readUse(c) : undefined;
    return { ...name, mailbox: checkNewName(name.mailbox), ...(specialUse && { specialUse }) };
  },
  show: () => 'CREATE [mailbox]',
};

const uses: readonly SpecialUse[] = ['\\All', '\\Archive', '\\Drafts', '\\Flagged', '\\Junk', '\\Sent', '\\Trash'];

// create-param = "USE" SP "(" [use-attr *(SP use-attr)] ")"                RFC 6154 §6
function readUse(c: Cursor): SpecialUse | undefined {
  c.expect('USE ');
  const names = readList(c, limits.listItems, () => (c.expect('\\'), `\\${readAtom(c)}`), true);
  c.expect(')');
  const found = names.map((name) => uses.find((use) => use.toLowerCase() === name.toLowerCase()));
  if (found.includes(undefined) || found.length > 1)
    throw new ImapError('use-attr', 'A mailbox can have one of the uses that RFC 6154 names.');
  return found[0];
}
