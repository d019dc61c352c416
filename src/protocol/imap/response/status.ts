import type { MailboxStatus } from '../backend';
import type { StatusItem } from '../command/statusItems';
import { writeMailbox } from '../wire/mailboxName';

/** What STATUS can tell of one mailbox. */
export interface Told {
  readonly status: MailboxStatus;
  /** Bytes of the messages that are marked \Deleted. */
  readonly deletedSize: number;
  readonly appendLimit: number;
}

const values: Record<StatusItem, (told: Told) => number | string> = {
  MESSAGES: ({ status }) => status.messages,
  RECENT: () => 0,
  UIDNEXT: ({ status }) => status.uidNext,
  UIDVALIDITY: ({ status }) => status.uidValidity,
  UNSEEN: ({ status }) => status.unseen,
  DELETED: ({ status }) => status.deleted,
  'DELETED-STORAGE': ({ deletedSize }) => deletedSize,
  SIZE: ({ status }) => status.size,
  HIGHESTMODSEQ: ({ status }) => status.highestModSeq,
  APPENDLIMIT: ({ appendLimit }) => appendLimit,
  MAILBOXID: ({ status }) => `(${status.mailboxId})`,
};

/** STATUS (RFC 9051 §7.3.4), with its line end. */
export function writeStatusLine(name: string, items: readonly StatusItem[], told: Told, utf8: boolean): string {
  const list = items.map((item) => `${item} ${values[item](told)}`);
  return `* STATUS ${writeMailbox(name, utf8)} (${list.join(' ')})\r\n`;
}
