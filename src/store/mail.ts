import { openBodies } from './bodies';
import type { Connection } from './connection';
import { openCounts } from './counts';
import { openFlagSets } from './flagSets';
import type { Mailboxes } from './mailboxes';
import { openMailboxes } from './mailboxes';
import { openFlagging } from './messageFlags';
import { openReading } from './messageReading';
import type { Messages } from './messages';
import { openWriting } from './messageWriting';

/** Mailboxes and what lies in them. */
export interface Mail {
  readonly mailboxes: Mailboxes;
  readonly messages: Messages;
}

export function openMail(connection: Connection): Mail {
  const counts = openCounts(connection);
  const flagSets = openFlagSets(connection);
  const bodies = openBodies(connection);
  const messages = {
    ...openReading(connection, counts, flagSets, bodies),
    ...openFlagging(connection, counts, flagSets),
    ...openWriting(connection, counts, flagSets, bodies),
  };
  return { mailboxes: openMailboxes(connection, messages), messages };
}
