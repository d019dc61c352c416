import { afterSpace } from '../wire/lexical';
import { readMailbox } from '../wire/mailboxName';
import type { CommandForm } from './form';

/** A command that names one mailbox and nothing else. */
export interface OneMailbox {
  readonly mailbox: string;
}

/** DELETE, SUBSCRIBE, UNSUBSCRIBE (RFC 9051 §6.3.5, RFC 9051 §6.3.7, RFC 9051 §6.3.8). */
export function oneMailbox(name: string): CommandForm<OneMailbox> {
  return { read: (c) => ({ mailbox: afterSpace(c, readMailbox) }), show: () => `${name} [mailbox]` };
}
