import { openBodies } from './bodies';
import type { Connection } from './connection';
import { openCounts } from './counts';
import { openDerived } from './derived';
import type { Derived } from './derived';
import { openFlagSets } from './flagSets';
import { openForms } from './forms';
import { openJournal } from './journal';
import { openKeys } from './keys';
import type { Mailboxes } from './mailboxes';
import { openMailboxes } from './mailboxes';
import { openFlagging } from './messageFlags';
import type { Metadata } from './metadata';
import { openMetadata } from './metadata';
import { openReading } from './messageReading';
import { openMessageSearch } from './messageSearch';
import type { Messages } from './messages';
import { openWriting } from './messageWriting';
import { openRemovals } from './removals';
import { openObjectIds } from './objectIds';
import { openSnapshots } from './snapshots';
import { openStates } from './states';
import { openTexts } from './texts';
import type { Texts } from './texts';

/** Mailboxes and what lies in them. */
export interface Mail {
  readonly mailboxes: Mailboxes;
  readonly messages: Messages;
  readonly metadata: Metadata;
  readonly texts: Texts;
}

export function openMail(connection: Connection): Mail & Pick<Derived, 'end'> {
  const journal = openJournal(connection);
  const counts = openCounts(connection, journal);
  const flagSets = openFlagSets(connection);
  const states = openStates(connection, counts, flagSets);
  const bodies = openBodies(connection);
  const forms = openForms(connection, bodies);
  const removals = openRemovals(connection);
  const reading = openReading(connection, counts, bodies, removals, journal, states);
  const objectIds = openObjectIds(connection);
  const keys = openKeys(connection);
  const derived = openDerived(connection, forms, keys, openTexts(connection));
  const messages = {
    ...reading,
    snapshot: openSnapshots(connection, reading),
    ...openMessageSearch(connection),
    ...openFlagging(connection, counts, flagSets, states),
    ...openWriting(connection, counts, flagSets, { ...bodies, addDerived: derived.add }, removals, states),
    bodyNamer: objectIds.namer,
    bodyNamed: objectIds.named,
    ...derived.asked,
    keepForms: forms.keepForms,
    keepKeys: keys.keepKeys,
  };
  const mailboxes = openMailboxes(connection, messages, objectIds);
  return { mailboxes, messages, metadata: openMetadata(connection, counts), texts: derived.texts, end: derived.end };
}
