import { UserError } from '../base/errors';
import { cancel, isDoubtful, mustFind, retry, subjectIn } from '../outgoing';
import type { OutboxId, OutboxRow, OutboxState } from '../store';
import { findNym } from './nyms';
import type { Bridge } from './open';

// The outbox as its owner sees it, and what can be done with a letter in it.

/** A letter in one line; times as YYYY-MM-DDThh:mm:ssZ. */
export interface LetterLine {
  readonly number: number;
  readonly nym: string;
  readonly what: string;
  readonly to: string;
  readonly subject: string | null;
  readonly state: OutboxState;
  /** When it came into that state. */
  readonly since: string;
  /** When it is due; null where nothing more is done with it, or something else is waited for. */
  readonly due: string | null;
  /** Its way out: its nym's, or what that names for letters that are too long for it. */
  readonly transport: string;
  /** For remailers, that have not left yet; null where there are none. */
  readonly packets: number | null;
  readonly attempts: number;
  readonly reason: string | null;
}

/** What each state means, in words that promise no more than is known. */
const meanings: Record<OutboxState, string> = {
  held: 'It waits until the nym server has confirmed the nym.',
  queued: 'It waits for its time.',
  sealing: 'It is being sealed just now.',
  sending: 'It is being handed over just now.',
  'handed-over': 'The way out has taken it. The nym server has not said anything of it yet.',
  acknowledged: 'The nym server says that it tried to send it. Whether it arrived, nobody can know from here.',
  failed: 'It was not sent.',
  cancelled: 'It was taken back, and not sent.',
};

const doubtful = 'It is not known whether it was sent.';

const whatIs = { create: 'creation', config: 'change', send: 'letter', url: 'web pages' } as const;

/** Over, and of no more interest than the mail in Sent. */
const done: readonly OutboxState[] = ['handed-over', 'acknowledged', 'cancelled'];

/** Letters oldest first: those that wait, as a whole or in packets, or have failed, or `all`; of one nym where one is named. Throws UserError for a nym that is none. */
export async function listLetters(
  bridge: Bridge,
  { nym, all = false }: { readonly nym?: string | undefined; readonly all?: boolean },
): Promise<LetterLine[]> {
  const only = nym === undefined ? undefined : await findNym(bridge, nym);
  const rows = bridge.store.outbox.list();
  const left = bridge.store.packets.left();
  return rows
    .filter(
      (row) => (all || !done.includes(row.state) || left.has(row.id)) && (only === undefined || row.nymId === only.id),
    )
    .map((row) => lineOf(bridge, row, left.get(row.id)));
}

function lineOf(bridge: Bridge, row: OutboxRow, packets = 0): LetterLine {
  return {
    number: row.id,
    nym: addressOf(bridge, row),
    what: whatIs[row.kind],
    to: row.recipients.join(', '),
    subject: subjectOf(bridge, row),
    state: row.state,
    since: time(row.changedAt),
    due: row.state === 'queued' ? time(row.notBefore) : null,
    transport: row.transport,
    packets: packets === 0 ? null : packets,
    attempts: row.attempts,
    reason: row.lastError ?? null,
  };
}

/** Everything about a letter but its text. Throws UserError where there is no such letter. */
export function showLetter(bridge: Bridge, id: OutboxId) {
  const row = mustFind(bridge.store, id);
  const packets = bridge.store.packets.leftOf(id);
  const { reason, ...line } = lineOf(bridge, row, packets);
  return {
    ...line,
    meaning: isDoubtful(bridge.store, id) ? doubtful : (waitingPackets(packets) ?? meanings[row.state]),
    reason,
    'message-id': row.messageId ?? null,
    written: time(row.createdAt),
    'first tried': timeOrNone(row.firstTriedAt),
    'handed over': timeOrNone(row.handedOverAt),
    'receipt came': timeOrNone(row.acknowledgedAt),
  };
}

/** Of a letter that goes through remailers, as long as it has not left whole. */
function waitingPackets(left: number): string | undefined {
  if (left === 0) return undefined;
  return `It is packed for remailers, and ${left} of its packets ${left === 1 ? 'waits' : 'wait'} for a time to leave.`;
}

/** To the byte what the nym server reads when it has opened the letter. Throws UserError where it is no longer kept. */
export function sealedText({ store }: Bridge, id: OutboxId): Buffer {
  const { state, sentBodyId } = mustFind(store, id);
  const payload = store.outbox.payload(id);
  if (payload) return payload;
  const copy = sentBodyId === undefined ? '' : ' The copy in Sent has its words.';
  throw new UserError(`The text of letter ${id} is no longer in the outbox: it is ${state}.${copy}`);
}

/** What to ask before retryLetter; undefined where there is nothing to ask. Throws UserError where there is no such letter. */
export function questionBeforeRetry({ store }: Bridge, id: OutboxId): string | undefined {
  if (!isDoubtful(store, id)) return undefined;
  return `Letter ${id} may have been sent already, and the nym server sends every copy it gets. Send it once more?`;
}

/** Lets a letter go now, or once more; see retry. */
export function retryLetter(bridge: Bridge, id: OutboxId, anyway: boolean) {
  retry(bridge.store, bridge.clock.now(), id, anyway);
  return showLetter(bridge, id);
}

/** Takes a letter back; see cancel. */
export function cancelLetter(bridge: Bridge, id: OutboxId) {
  cancel(bridge.store, bridge.clock.now(), id);
  return showLetter(bridge, id);
}

/** A letter's number as a person writes it. Throws UserError. */
export function readLetterNumber(text: string): OutboxId {
  if (/^\d{1,15}$/.test(text)) return Number(text) as OutboxId;
  throw new UserError(
    `"${text.slice(0, 40)}" is no letter's number: "nymbridge outbox list" shows them, for example 17.`,
  );
}

function addressOf({ store }: Bridge, { nymId }: OutboxRow): string {
  return store.nyms.byId(nymId)?.address ?? '';
}

function subjectOf({ store }: Bridge, { id, kind }: OutboxRow): string | null {
  const payload = kind === 'send' ? store.outbox.payload(id) : undefined;
  return (payload && subjectIn(payload)) ?? null;
}

function time(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

function timeOrNone(at: number | undefined): string | null {
  return at === undefined ? null : time(at);
}
