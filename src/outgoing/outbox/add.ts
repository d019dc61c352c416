import type { Clock } from '../../base/clock';
import type { BodyId, NymId, OutboxId, OutboxRow, Store } from '../../store';
import { Refusal } from '../letter';
import type { FiledMail, Letter } from '../letter';
import { limits } from './limits';
import { sentMailbox } from './sentCopy';

/**
 * Puts the letters of one mail into the outbox, and the copy of it into Sent: all or nothing, on disk when it returns (or with the
 * transaction around it). Gives the rows' ids in order.
 */
export function addLetters(store: Store, clock: Clock, letters: readonly Letter[], sentCopy?: FiledMail): OutboxId[] {
  return store.transaction(() => {
    const body = sentCopy && letters[0] ? fileSent(store, clock, nymIdOf(store, letters[0].nym), sentCopy) : undefined;
    const now = clock.now();
    return letters.map((letter) => addLetter(store, now, letter, body));
  });
}

function addLetter(store: Store, now: number, letter: Letter, sentBodyId: BodyId | undefined): OutboxId {
  const { kind, recipients, transport, payload, messageId, clientMessageId, held, notBefore } = letter;
  return store.outbox.add({
    nymId: nymIdOf(store, letter.nym),
    kind,
    state: held ? 'held' : 'queued',
    messageId,
    clientMessageId,
    recipients,
    transport,
    notBefore: notBefore ?? now,
    createdAt: now,
    sentBodyId,
    payload,
  });
}

function fileSent(store: Store, clock: Clock, nymId: NymId, { source, structure }: FiledMail): BodyId | undefined {
  const now = clock.now();
  const message = { source, structure, flags: ['\\Seen'], internalDate: now, savedAt: now };
  return store.mail.messages.append(sentMailbox(store, nymId, now), [message]).bodies[0];
}

function nymIdOf(store: Store, address: string): NymId {
  const row = store.nyms.byAddress(address);
  if (!row) throw new Refusal('nym-not-active', 'There is no such nym here any more.');
  return row.id;
}

/**
 * Whether this mail has been taken already: a client that has not heard the 250 (the program died, the connection broke) sends it
 * again, with the same Message-ID to the same people. What has failed may be sent anew, but not by itself where it may have been sent.
 */
export function isTaken(store: Store, clock: Clock, letters: readonly Letter[]): boolean {
  const [first] = letters;
  if (first?.clientMessageId === undefined) return false;
  const rows = store.outbox.byClientMessageId(nymIdOf(store, first.nym), first.clientMessageId);
  const recent = rows.filter((row) => row.createdAt > clock.now() - limits.repeatMs);
  // where one of its letters has failed the others have not: all of them again would double those
  return recent.some((row) => !isOver(row)) && peopleOf(recent) === peopleOf(letters);
}

/**
 * Whether the request in this mail has been taken already; also one that a later request has taken the place of since then, which to
 * ask for again would undo.
 */
export function isAsked(store: Store, clock: Clock, { nym, clientMessageId }: Letter): boolean {
  if (clientMessageId === undefined) return false;
  const rows = store.outbox.byClientMessageId(nymIdOf(store, nym), clientMessageId);
  return rows.some(({ createdAt, state }) => createdAt > clock.now() - limits.repeatMs && state !== 'failed');
}

function isOver({ state, handedOverAt }: Pick<OutboxRow, 'state' | 'handedOverAt'>): boolean {
  return (state === 'failed' && handedOverAt === undefined) || state === 'cancelled';
}

function peopleOf(letters: readonly { readonly recipients: readonly string[] }[]): string {
  return [...new Set(letters.flatMap(({ recipients }) => recipients))].sort().join('\n');
}

/**
 * Refuses a mail where more letters wait than may go in two days: better said now than after days. By slow ways that is as many as in
 * one, for they count on both.
 */
export function checkQueue(
  store: Store,
  nym: string,
  letters: readonly Pick<Letter, 'transport'>[],
  { dailyLimit, quick }: { readonly dailyLimit: number; readonly quick: readonly string[] },
): void {
  const waiting = store.outbox.waiting(nymIdOf(store, nym), quick);
  const slow = waiting.slow + letters.filter(({ transport }) => !quick.includes(transport)).length;
  // a mail to many, with nothing before it, goes by and by: refused for now it would be refused for ever
  if (waiting.all === 0 || waiting.all + letters.length + slow <= 2 * dailyLimit) return;
  const pace = slow === 0 ? 'a day' : 'in two days by slow ways';
  const message = `${waiting.all} letters of this nym are waiting already, and its server takes ${dailyLimit} ${pace}. Try again when some are gone.`;
  throw new Refusal('daily-limit', message);
}
