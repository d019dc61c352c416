import { afterSpace } from '../wire/lexical';
import { readGivenMailbox } from '../wire/mailboxName';
import type { GivenMailbox } from '../wire/mailboxName';
import type { CommandForm } from './form';

/** A command that names one mailbox and nothing else. */
export type OneMailbox = GivenMailbox;

/** DELETE, SUBSCRIBE, UNSUBSCRIBE (RFC 9051 §6.3.5, RFC 9051 §6.3.7, RFC 9051 §6.3.8). */
export function oneMailbox(name: string): CommandForm<OneMailbox> {
  return { read: (c) => afterSpace(c, readGivenMailbox), show: () => `${name} [mailbox]` };
}
