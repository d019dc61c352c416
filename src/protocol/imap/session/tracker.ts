import { indexFrom } from '../../../base/sorted';
import type { Changes, MessageState, Snapshot } from '../backend';
import { asSequenceNumber } from '../ids';
import type { ModSeq, SequenceNumber, Uid } from '../ids';
import type { MayTell } from './states';

/** What a connection has to tell its client, in this order (RFC 9051 §7.4.1, RFC 9051 §7.5.1, RFC 9051 §7.5.2). */
export type Event =
  | { readonly kind: 'expunge'; readonly sequence: SequenceNumber; readonly uid: Uid }
  | { readonly kind: 'exists'; readonly count: number }
  | FlagsEvent;

/** The flags of any number of messages: an object for each of them would be most of what telling them costs. */
interface FlagsEvent {
  readonly kind: 'flags';
  /** Of each message in `messages`, ascending. */
  readonly sequences: readonly SequenceNumber[];
  readonly messages: readonly MessageState[];
}

const uidOf = ({ uid }: MessageState) => uid;

/** Whether a client has to be told of a change of flags. */
export type IsNews = (before: MessageState, after: MessageState) => boolean;

const everything: IsNews = () => true;

/**
 * A mailbox as one client knows it. What others do is taken in at any time by `apply`, but sequence numbers move only in
 * `speak`, together with the answers that tell the client so: that is the whole of the discipline of RFC 9051 §7.5.1.
 */
export class Tracker {
  /** What the client knows, by sequence number less one. Rising by UID. Until it differs it is the very list of the moment the mailbox was opened, which others have too. */
  #view: readonly MessageState[];
  /** The view, once it is nobody else's. */
  #own: MessageState[] | undefined;
  /** Known to us, not yet to the client. */
  #arrived: MessageState[] = [];
  /** In the view, but no longer in the mailbox. */
  #vanished = new Set<Uid>();
  /** In the view, with flags the client has not heard of. */
  #untold = new Set<Uid>();
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
    return this.#view.length;
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

  /** Whether the client was told of it with no command under way, so maybe behind one that it had already sent. */
  mayHaveCrossed({ modSeq }: MessageState): boolean {
    return modSeq > this.#answeredModSeq;
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
  get messages(): readonly MessageState[] {
    return this.#view;
  }

  at(sequence: number): MessageState | undefined {
    return this.#view[sequence - 1];
  }

  /** The largest UID the client knows, or undefined in an empty mailbox. */
  get largestUid(): Uid | undefined {
    return this.#view.at(-1)?.uid;
  }

  sequenceOf(uid: Uid): SequenceNumber | undefined {
    const index = this.indexFrom(uid);
    return this.#view[index]?.uid === uid ? asSequenceNumber(index + 1) : undefined;
  }

  /** The index in `messages` of the first message whose UID is `uid` or above. */
  indexFrom(uid: number): number {
    return indexFrom(this.#view, uidOf, uid);
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
    // mostly they lie side by side
    let near = 0;
    for (const message of changes.changed) near = this.#take(message, near, isNews) + 1;
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
    const events = [
      ...(may.expunged ? this.#speakOfVanished() : []),
      ...(may.arrived ? this.#speakOfArrived() : []),
      ...(may.flags === false ? [] : this.#speakOfFlags()),
    ];
    if (!this.hasUntold) this.#toldModSeq = this.#highestModSeq;
    return events;
  }

  /** Gives where it is in the view, or would be. `near` is where it may be. */
  #take(message: MessageState, near: number, isNews: IsNews): number {
    const index = this.#indexNear(message.uid, near);
    const known = this.#view[index];
    if (known?.uid !== message.uid) this.#takeArrived(message);
    else if (known.modSeq !== message.modSeq) {
      this.#ownView()[index] = message;
      if (isNews(known, message)) this.#untold.add(message.uid);
    }
    return index;
  }

  #indexNear(uid: number, near: number): number {
    return this.#view[near]?.uid === uid ? near : this.indexFrom(uid);
  }

  #ownView(): MessageState[] {
    return (this.#own ??= this.#replaceView([...this.#view]));
  }

  #replaceView(view: MessageState[]): MessageState[] {
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
    const left: MessageState[] = [];
    this.#view.forEach((message, index) => {
      if (this.#vanished.has(message.uid))
        events.push({ kind: 'expunge', sequence: asSequenceNumber(index + 1), uid: message.uid });
      else left.push(message);
    });
    for (const uid of this.#vanished) this.#untold.delete(uid);
    this.#replaceView(left);
    this.#vanished = new Set();
    return events.reverse();
  }

  #speakOfArrived(): Event[] {
    if (this.#arrived.length === 0) return [];
    const view = this.#ownView();
    for (const message of this.#arrived) view.push(message);
    this.#arrived = [];
    return [{ kind: 'exists', count: this.#view.length }];
  }

  #speakOfFlags(): Event[] {
    if (this.#untold.size === 0) return [];
    const sequences: SequenceNumber[] = [];
    const messages: MessageState[] = [];
    let near = 0;
    for (const uid of ascendingOf(this.#untold)) {
      const index = this.#indexNear(uid, near);
      const message = this.#view[index];
      if (message?.uid === uid && !this.#vanished.has(message.uid)) {
        sequences.push(asSequenceNumber(index + 1));
        messages.push(message);
      }
      near = index + 1;
    }
    this.#untold = new Set();
    return [{ kind: 'flags', sequences, messages }];
  }
}

/** Five times as quick as `Uint32Array.from`, which asks the set for each of them. */
function ascendingOf(uids: ReadonlySet<Uid>): Uint32Array {
  const all = new Uint32Array(uids.size);
  let count = 0;
  for (const uid of uids) all[count++] = uid;
  return all.sort();
}
