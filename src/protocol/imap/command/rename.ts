import { afterSpace } from '../wire/lexical';
import { checkNewName, readGivenMailbox } from '../wire/mailboxName';
import type { CommandForm } from './form';

/** RENAME (RFC 9051 §6.3.6) */
export interface Rename {
  readonly from: string;
  readonly to: string;
  /** The old name as the client gave it, where one of the two is not in NFC. */
  readonly given?: string;
}

export const rename: CommandForm<Rename> = {
  read: (c) => {
    const [from, to] = [afterSpace(c, readGivenMailbox), afterSpace(c, readGivenMailbox)];
    const normalized = from.given !== undefined || to.given !== undefined;
    return {
      from: from.mailbox,
      to: checkNewName(to.mailbox),
      ...(normalized && { given: from.given ?? from.mailbox }),
    };
  },
  show: () => 'RENAME [mailbox] [mailbox]',
};
