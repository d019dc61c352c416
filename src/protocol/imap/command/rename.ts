import { afterSpace } from '../wire/lexical';
import { checkNewName, readGivenMailbox, readMailbox } from '../wire/mailboxName';
import type { CommandForm } from './form';

/** RENAME (RFC 9051 §6.3.6) */
export interface Rename {
  readonly from: string;
  readonly to: string;
  /** The new name as the client gave it, where that is not in NFC. */
  readonly given?: string;
}

export const rename: CommandForm<Rename> = {
  read: (c) => {
    const from = afterSpace(c, readMailbox);
    const { mailbox, ...rest } = afterSpace(c, readGivenMailbox);
    return { from, to: checkNewName(mailbox), ...rest };
  },
  show: () => 'RENAME [mailbox] [mailbox]',
};
