import type { Mailboxes } from './mailboxes';
import type { Messages } from './messages';

/** Mailboxes and what lies in them. */
export interface Mail {
  readonly mailboxes: Mailboxes;
  readonly messages: Messages;
}
