import type { MailboxStatus } from '../backend';
import type { StatusItem } from '../command/statusItems';
import { writeMailbox } from '../wire/mailboxName';

/** STATUS (RFC 9051 §7.3.4), with its line end. */
export function writeStatusLine(
  name: string,
  items: readonly StatusItem[],
  status: MailboxStatus & { readonly deletedSize: number },
  appendLimit: number,
  utf8: boolean,
): string {
  const values: Record<StatusItem, number | string> = {
    MESSAGES: status.messages,
    RECENT: 0,
    UIDNEXT: status.uidNext,
    UIDVALIDITY: status.uidValidity,
    UNSEEN: status.unseen,
    DELETED: status.deleted,
    'DELETED-STORAGE': status.deletedSize,
    SIZE: status.size,
    HIGHESTMODSEQ: status.highestModSeq,
    APPENDLIMIT: appendLimit,
    MAILBOXID: `(${status.mailboxId})`,
  };
  return `* STATUS ${writeMailbox(name, utf8)} (${items.map((item) => `${item} ${values[item]}`).join(' ')})\r\n`;
}
