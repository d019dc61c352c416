import { indexFrom } from '../../../base/sorted';
import type { Changes, MessageState, MessageStates, Snapshot } from '../backend';
import { asModSeq, asSequenceNumber, asUid } from '../ids';
import type { ModSeq, SequenceNumber, Uid } from '../ids';
import type { MayTell } from './states';

/** What a connection has to tell its client, in this order (RFC 9051 §7.4.1, RFC 9051 §7.5.1, RFC 9051 §7.5.2). */
export type Event =
  | { readonly kind: 'expunge'; readonly sequence: SequenceNumber; readonly uid: Uid }
  | { readonly kind: 'exists'; readonly count: number }
  | { readonly kind: 'flags'; readonly sequences: readonly SequenceNumber[] };

/** A message as the client addresses it. */
export interface Chosen extends MessageState {
  readonly sequence: SequenceNumber;
}

/** Whether a client has to be told of a change of flags: what they were and are, and which changes made them so. */
export type IsNews = (
  before: readonly string[],
  after: readonly string[],
  changedBefore: ModSeq,
  changedBy: ModSeq,
) => boolean;

const everything: IsNews = () => true;

/** As `MessageStates`, to be changed. */
interface Columns {
  readonly uids: Uid[];
  readonly flags: (readonly string[])[];
  readonly modSeqs: ModSeq[];
}

const itself = (uid: Uid) => uid;
const uidOf = ({ uid }: MessageState) => uid;

/**
 * A mailbox as one client knows it. What others do is taken in at any time by `apply`, but sequence numbers move only in
 * `speak`, together with the answers that tell the client so: that is the whole of the discipline of RFC 9051 §7.5.1.
 */
export class Tracker {
  /** What the client knows, by sequence number less one. Until it differs it is what the backend gave when the mailbox was opened, which others have too. */
  #view: MessageStates;
  /** The view, once it is nobody else's. */
  #own: Columns | undefined;
  /** Known to us, not yet to the client. */
  #arrived: MessageState[] = [];
  /** In the view, but no longer in the mailbox. */
  #vanished = new Set<Uid>();
  /** In the view, with flags the client has not heard of. */
  #untold = new Set<Uid>();
  /** Whether the client was told EXISTS last where it may have taken no notice. */
  #unheard = false;
  #highestModSeq: ModSeq;
  #toldModSeq: ModSeq;
  #answeredModSeq: ModSeq;
  /** The UIDNEXT of the moment the mailbox was opened. */
  readonly uidNext: Uid;

  constructor(snapshot: Snapshot) {
    this.#view = snapshot.messages;
    this.#highestModSeq = snapshot.highestModSeq;
    this.#toldModSeq = snapshot.highestModSeq;
    this.#answeredModSeq = snapshot.highestModSeq;
    this.uidNext = snapshot.uidNext;
  }

  /** How many messages the client thinks there are. */
  get count(): number {
    return this.#view.uids.length;
  }

  /** How far the changes have been taken in. */
  get highestModSeq(): ModSeq {
    return this.#highestModSeq;
  }

  /** Up to which mod-sequence the client has been told everything: it may lose the connection and go on from here. */
  get toldModSeq(): ModSeq {
    return this.#toldModSeq;
  }

  /** A command has been answered: what the client was told before that, it knew when it sent the next. */
  answered(): void {
    this.#answeredModSeq = this.#highestModSeq;
  }

  /** Whether the client was told of a change with no command under way, so maybe behind one that it had already sent. */
  mayHaveCrossed(change: ModSeq): boolean {
    return change > this.#answeredModSeq;
  }

  /** Whether messages are gone that the client still counts. */
  get hasUntoldRemovals(): boolean {
    return this.#vanished.size > 0;
  }

  /** Whether anything is known here that the client has not heard of. */
  get hasUntold(): boolean {
    return this.hasUntoldRemovals || this.#arrived.length > 0 || this.#untold.size > 0;
  }

  /** The messages the client knows, by sequence number. */
  get messages(): MessageStates {
    return this.#view;
  }

  at(sequence: SequenceNumber): Chosen | undefined {
    const { uids, flags, modSeqs } = this.#view;
    const [uid, own, modSeq] = [uids[sequence - 1], flags[sequence - 1], modSeqs[sequence - 1]];
    return uid === undefined || !own || modSeq === undefined ? undefined : { sequence, uid, flags: own, modSeq };
  }

  byUid(uid: Uid): Chosen | undefined {
    const sequence = this.sequenceOf(uid);
    return sequence === undefined ? undefined : this.at(sequence);
  }

  uidAt(sequence: number): Uid | undefined {
    return this.#view.uids[sequence - 1];
  }

  /** The largest UID the client knows, or undefined in an empty mailbox. */
  get largestUid(): Uid | undefined {
    return this.#view.uids.at(-1);
  }

  sequenceOf(uid: Uid): SequenceNumber | undefined {
    const index = this.indexFrom(uid);
    return this.#view.uids[index] === uid ? asSequenceNumber(index + 1) : undefined;
  }

  /** The index in `messages` of the first message whose UID is `uid` or above. */
  indexFrom(uid: number): number {
    return indexFrom(this.#view.uids, itself, uid);
  }

  /** Whether a message the client knows has been removed meanwhile. */
  hasVanished(uid: Uid): boolean {
    return this.#vanished.has(uid);
  }

  /** Takes in what has happened. The client is told nothing; changes of flags that are no news to it never will be. */
  apply(changes: Changes, isNews: IsNews = everything): void {
    for (const uid of changes.vanished) if (this.sequenceOf(uid) !== undefined) this.#vanished.add(uid);
    const gone = new Set(changes.vanished);
    if (gone.size > 0) this.#arrived = this.#arrived.filter(({ uid }) => !gone.has(uid));
    const { uids, flags, modSeqs } = changes.changed;
    // mostly they lie side by side
    let near = 0;
    for (let i = 0; i < uids.length; i++) {
      const [uid, own, modSeq] = [uids[i], flags[i], modSeqs[i]];
      if (uid !== undefined && own && modSeq !== undefined) near = this.#take(uid, own, modSeq, near, isNews) + 1;
    }
    this.#highestModSeq = changes.highestModSeq;
  }

  /** Marks flags as to be told, whether they changed or not: a STORE is answered with what the flags are now. */
  tellFlags(uid: Uid): void {
    this.#untold.add(uid);
  }

  /** The client knows this message's flags by now. */
  toldFlags(uid: Uid): void {
    this.#untold.delete(uid);
  }

  hasUntoldFlags(uid: Uid): boolean {
    return this.#untold.has(uid);
  }

  /** What the client must be told now; from here on its sequence numbers are the new ones. */
  speak(may: MayTell): Event[] {
    const removed = may.expunged ? this.#speakOfVanished() : [];
    const events = [
      ...removed,
      // whoever hears of removals looks what there is
      ...(may.arrived ? this.#speakOfArrived(may.deaf === true, may.again === true && removed.length === 0) : []),
      ...(may.flags === false ? [] : this.#speakOfFlags()),
    ];
    if (!this.hasUntold) this.#toldModSeq = this.#highestModSeq;
    return events;
  }

  /** Gives where it is in the view, or would be. `near` is where it may be. */
  #take(uid: Uid, flags: readonly string[], modSeq: ModSeq, near: number, isNews: IsNews): number {
    const index = this.#indexNear(uid, near);
    if (this.#view.uids[index] !== uid) this.#takeArrived({ uid, flags, modSeq });
    else if (this.#view.modSeqs[index] !== modSeq) {
      const own = this.#ownView();
      if (isNews(own.flags[index] ?? [], flags, own.modSeqs[index] ?? modSeq, modSeq)) this.#untold.add(uid);
      own.flags[index] = flags;
      own.modSeqs[index] = modSeq;
    }
    return index;
  }

  #indexNear(uid: number, near: number): number {
    return this.#view.uids[near] === uid ? near : this.indexFrom(uid);
  }

  #ownView(): Columns {
    const { uids, flags, modSeqs } = this.#view;
    return (this.#own ??= this.#replaceView({ uids: [...uids], flags: [...flags], modSeqs: [...modSeqs] }));
  }

  #replaceView(view: Columns): Columns {
    this.#view = this.#own = view;
    return view;
  }

  #takeArrived(message: MessageState): void {
    const place = indexFrom(this.#arrived, uidOf, message.uid);
    if (this.#arrived[place]?.uid === message.uid) this.#arrived[place] = message;
    // UIDs rise as modSeqs do, so a new message is above all we know.
    else if (message.uid > (this.#arrived.at(-1)?.uid ?? this.largestUid ?? 0)) this.#arrived.push(message);
  }

  /** From the last to the first, so that each number is the one the client has at that point. */
  #speakOfVanished(): Event[] {
    if (this.#vanished.size === 0) return [];
    const events: Event[] = [];
    const left: Columns = { uids: [], flags: [], modSeqs: [] };
    const { uids, flags, modSeqs } = this.#view;
    uids.forEach((uid, index) => {
      if (this.#vanished.has(uid)) events.push({ kind: 'expunge', sequence: asSequenceNumber(index + 1), uid });
      else add(left, uid, flags[index], modSeqs[index]);
    });
    for (const uid of this.#vanished) this.#untold.delete(uid);
    this.#replaceView(left);
    this.#vanished = new Set();
    return events.reverse();
  }

  #speakOfArrived(deaf: boolean, again: boolean): Event[] {
    if (this.#arrived.length === 0 && !(again && this.#unheard)) return [];
    this.#unheard = deaf;
    const view = this.#ownView();
    for (const { uid, flags, modSeq } of this.#arrived) add(view, uid, flags, modSeq);
    this.#arrived = [];
    return [{ kind: 'exists', count: this.count }];
  }

  #speakOfFlags(): Event[] {
    if (this.#untold.size === 0) return [];
    const sequences: SequenceNumber[] = [];
    let near = 0;
    for (const uid of ascendingOf(this.#untold)) {
      const index = this.#indexNear(uid, near);
      if (this.uidAt(index + 1) === uid && !this.#vanished.has(asUid(uid))) sequences.push(asSequenceNumber(index + 1));
      near = index + 1;
    }
    this.#untold = new Set();
    return [{ kind: 'flags', sequences }];
  }
}

function add(
  { uids, flags, modSeqs }: Columns,
  uid: Uid,
  own: readonly string[] = [],
  modSeq: ModSeq = asModSeq(0),
): void {
  uids.push(uid);
  flags.push(own);
  modSeqs.push(modSeq);
}

/** Five times as quick as `Uint32Array.from`, which asks the set for each of them. */
function ascendingOf(uids: ReadonlySet<Uid>): Uint32Array {
  const all = new Uint32Array(uids.size);
  let count = 0;
  for (const uid of uids) all[count++] = uid;
  return all.sort();
}
