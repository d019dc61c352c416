import { afterSpace } from '../wire/lexical';
import { checkNewName, readMailbox } from '../wire/mailboxName';
import type { CommandForm } from './form';

/** RENAME (RFC 9051 §6.3.6) */
export interface Rename {
  readonly from: string;
  readonly to: string;
}

export const rename: CommandForm<Rename> = {
  read: (c) => ({ from: afterSpace(c, readMailbox), to: checkNewName(afterSpace(c, readMailbox)) }),
  show: () => 'RENAME [mailbox] [mailbox]',
};
