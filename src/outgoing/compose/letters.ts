import { setImmediate } from 'node:timers/promises';
import { utf8 } from '../../base/bytes';
import type { Clock } from '../../base/clock';
import type { Random } from '../../base/random';
import type { Nym } from '../../nym';
import { fieldRaw, firstField, readHeader, writeField } from '../../protocol/mime';
import type { HeaderField, Mailbox } from '../../protocol/mime';
import { findSealed } from '../../protocol/pgpmime';
import { fileMail } from './filed';
import { Refusal } from '../letter';
import type { FiledMail, Letter, SubmittedMail } from '../letter';
import { namedIds, readAncestors, readMessageIds } from './ancestors';
import { openContentIds } from './contentIds';
import { chooseEncryption, encryptEntity, writeEncryptionField } from './encrypt';
import { writeEntity } from './entity';
import type { Entity } from './entity';
import { openFiles } from './files';
import { writeHeader } from './header';
import { limits } from './limits';
import { readMarks } from './marks';
import { sortRecipients } from './recipients';
import type { Recipients } from './recipients';
import { refuseReceipt } from './reported';
import { isWaiting } from './standing';
import { poolWait, serverDate, serverMessageId } from './stamp';
import { readWhole } from './whole';

export interface Deps {
  readonly clock: Clock;
  readonly random: Random;
  /** Domains of all nym servers that are known here; none where it is left out. */
  readonly servers?: readonly string[];
  /** Of the Message-IDs that a mail refers to, those that the outside knows, as it knows them; none where it is left out. */
  readonly shownIds?: (ids: readonly string[]) => Promise<string[]>;
}

/** The letters of one mail, and the one copy of it for Sent. */
export interface Letters {
  readonly letters: readonly Letter[];
  readonly sentCopy: FiledMail;
  /** Files in it that went as they were though their nym wants them cleaned: see Files. */
  readonly uncleaned: readonly string[];
}

/**
 * Turns a submitted mail into the letters the nym server will read: one for To and Cc, one for each Bcc recipient, addressed to
 * nobody else. All have the same Message-ID. Each draws its own time to go, and that is its Date, so that it tells when the letter went,
 * not when it was written, nor that another went before it. The copy has the first of them. Throws Refusal.
 */
export async function composeLetters(
  mail: SubmittedMail,
  nym: Nym,
  { clock, random, shownIds = noIds }: Deps,
): Promise<Letters> {
  const asked = readMarks(readHeader(mail.source).fields);
  const { fields } = asked;
  const recipients = sortRecipients(mail.recipients, fields);
  const root = readWhole(mail.source);
  refuseReceipt(root);
  const ids = openContentIds(root, nym.domain, random);
  const files = openFiles(nym.style.metadata);
  const ancestors = await readAncestors(fields, shownIds);
  // asked for where a signature covers such a field only: it may cost a look at every mail of the nym
  const told = async () => new Set(await shownIds(namedIds(fields)));
  const entity = await writeEntity(root, { bytes: mail.source, ids, files, nym, random, shownIds: told });
  checkTotal(entity.body.length, recipients);
  const people = groupsOf(recipients);
  const sealed = findSealed(root, mail.source).kind;
  const wishes = { nym, asked, isEncrypted: sealed !== 'none' && sealed !== 'mixed', now: clock.now() };
  const encryptions = chooseEncryption(
    people.map(({ to, cc }) => addressesOf([...to, ...cc])),
    wishes,
  );
  const messageId = serverMessageId(nym.domain, random);
  const times = people.map(() => clock.now() + poolWait(nym.pool, random));
  const first = Math.min(...times);
  const write = (at: number, to: readonly Mailbox[], cc: readonly Mailbox[], form: Entity, extra = '') => {
    const header = writeHeader({ nym, fields, messageId, date: serverDate(at), ancestors }, to, cc);
    return Buffer.concat([utf8(`${header}${extra}${form.fields}\n`), form.body]);
  };
  const base = letterBase(nym, messageId, clientIdOf(fields), clock.now());
  const letters: Letter[] = [];
  for (const [i, { to, cc }] of people.entries()) {
    const encryption = encryptions[i];
    if (!encryption) throw new Error('nobody has decided whether a letter is encrypted');
    const at = times[i] ?? first;
    const form = await encryptEntity(entity, encryption, { nym, at, random });
    letters.push({ ...base, recipients: addressesOf([...to, ...cc]), payload: write(at, to, cc, form), notBefore: at });
  }
  await setImmediate();
  const field = writeEncryptionField(encryptions);
  const copy = sentCopy(recipients, (to, cc, extra) => write(first, to, cc, entity, extra + field));
  return { letters, sentCopy: copy, uncleaned: files.left };
}

/** What the letters of one mail have in common. */
function letterBase(nym: Nym, messageId: string, clientMessageId: string | undefined, now: number) {
  return {
    kind: 'send',
    nym: nym.address,
    transport: nym.transport,
    messageId,
    ...(clientMessageId !== undefined && { clientMessageId }),
    held: isWaiting(nym, now),
  } as const;
}

/** Whom each letter of the mail shows: the one for To and Cc, and one for each hidden recipient. */
function groupsOf({ to, cc, bcc }: Recipients): Pick<Recipients, 'to' | 'cc'>[] {
  const hidden = bcc.map((address) => ({ to: [{ address }], cc: [] }));
  return to.length > 0 ? [{ to, cc }, ...hidden] : hidden;
}

const noIds = async (): Promise<string[]> => [];

function checkTotal(bytes: number, { bcc }: Recipients): void {
  if (bytes * (bcc.length + 2) <= limits.totalBytes) return;
  throw new Refusal('too-big', 'The mail is too large for so many hidden recipients: each gets a copy of their own.');
}

/** The Message-ID that the mail client has given, with angle brackets. */
export function clientIdOf(fields: readonly HeaderField[]): string | undefined {
  const field = firstField(fields, 'message-id');
  return field && readMessageIds(fieldRaw(field))[0];
}

/**
 * What the nym server is given, with one field more where there are Bcc recipients: nobody else keeps the list.
 */
function sentCopy(
  { to, cc, bcc }: Recipients,
  write: (to: readonly Mailbox[], cc: readonly Mailbox[], extra: string) => Buffer,
) {
  const hidden = bcc.length > 0 ? writeField('Bcc', bcc.join(', ')) : '';
  return fileMail(write(to, cc, hidden));
}

function addressesOf(list: readonly Mailbox[]): string[] {
  return list.map(({ address }) => address);
}
