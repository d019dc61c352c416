import type {
  Changes,
  MessageMeta,
  MessageState,
  MessageStates,
  NewMessage,
  Snapshot,
  SpecialUse,
  Stored,
} from '../backend';
import { changeFlags } from '../flags';
import type { StoreMode } from '../backend';
import { asModSeq, asUid } from '../ids';
import type { ModSeq, Uid } from '../ids';

/** A message as it is kept. Copies share the source. */
export interface Kept extends MessageMeta {
  readonly source: Buffer;
}

/** What the mailboxes of an account share. */
export interface Desk {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** One that was never given before. */
  readonly nextEmailId: () => string;
}

/** A mailbox as it is kept: its messages by rising UID, and when each that has gone went. */
export interface Box {
  readonly desk: Desk;
  name: string;
  readonly uidValidity: number;
  readonly specialUse: SpecialUse | undefined;
  messages: Kept[];
  readonly gone: Map<Uid, ModSeq>;
  /** Removals up to here are forgotten. */
  forgottenUpTo: number;
  uidNext: number;
  highestModSeq: number;
  deleted: boolean;
  readonly metadata: Map<string, Buffer>;
  readonly listeners: Set<() => void>;
}

export function newBox(desk: Desk, name: string, uidValidity: number, specialUse?: SpecialUse): Box {
  return {
    desk,
    name,
    uidValidity,
    specialUse,
    messages: [],
    gone: new Map(),
    forgottenUpTo: 0,
    uidNext: 1,
    highestModSeq: 1,
    deleted: false,
    metadata: new Map(),
    listeners: new Set(),
  };
}

/** Adds messages and gives their UIDs; all of one call share a mod-sequence. */
export function addTo(box: Box, messages: readonly (NewMessage | Kept)[]): Uid[] {
  const modSeq = nextModSeq(box);
  const savedAt = new Date(box.desk.now());
  return messages.map((message) => {
    const { source, structure, flags, internalDate } = message;
    const emailId = 'emailId' in message ? message.emailId : box.desk.nextEmailId();
    const uid = asUid(box.uidNext++);
    box.messages.push({ uid, source, structure, flags, internalDate, modSeq, size: source.length, emailId, savedAt });
    return uid;
  });
}

export function removeFrom(box: Box, uids: readonly Uid[]): void {
  const leaving = new Set(uids);
  const gone = box.messages.filter(({ uid }) => leaving.has(uid));
  if (gone.length === 0) return;
  const modSeq = nextModSeq(box);
  for (const { uid } of gone) box.gone.set(uid, modSeq);
  box.messages = box.messages.filter(({ uid }) => !leaving.has(uid));
}

export function storeIn(
  box: Box,
  uids: readonly Uid[],
  mode: StoreMode,
  flags: readonly string[],
  unchangedSince: ModSeq | undefined,
): Stored {
  const wanted = new Set(uids);
  const modified: Uid[] = [];
  const modSeq = asModSeq(box.highestModSeq + 1);
  box.messages = box.messages.map((message) => {
    if (!wanted.has(message.uid)) return message;
    if (unchangedSince !== undefined && message.modSeq > unchangedSince) {
      modified.push(message.uid);
      return message;
    }
    const next = changeFlags(message.flags, mode, flags);
    if (next === message.flags) return message;
    box.highestModSeq = modSeq;
    return { ...message, flags: next, modSeq };
  });
  return { modified, modSeq };
}

export function snapshotOf(box: Box): Snapshot {
  return {
    messages: statesOf(box.messages),
    uidNext: asUid(box.uidNext),
    highestModSeq: asModSeq(box.highestModSeq),
  };
}

export function changesIn(box: Box, since: ModSeq): Changes {
  const removalsForgotten = since < box.forgottenUpTo;
  return {
    uidNext: asUid(box.uidNext),
    highestModSeq: asModSeq(box.highestModSeq),
    vanished: removalsForgotten ? missingIn(box) : removedSince(box, since),
    removalsForgotten,
    changed: statesOf(box.messages.filter(({ modSeq }) => modSeq > since)),
  };
}

/** Forgets which messages were removed so far. */
export function forgetRemovals(box: Box): void {
  box.gone.clear();
  box.forgottenUpTo = box.highestModSeq;
}

function removedSince({ gone }: Box, since: ModSeq): Uid[] {
  const uids = [...gone].filter(([, modSeq]) => modSeq > since).map(([uid]) => uid);
  return uids.sort((a, b) => a - b);
}

function missingIn({ messages, uidNext }: Box): Uid[] {
  const there = new Set(messages.map(({ uid }) => uid));
  return Array.from({ length: uidNext - 1 }, (_, i) => asUid(i + 1)).filter((uid) => !there.has(uid));
}

/** In columns. */
export function statesOf(messages: readonly MessageState[]): MessageStates {
  return {
    uids: messages.map(({ uid }) => uid),
    flags: messages.map(({ flags }) => flags),
    modSeqs: messages.map(({ modSeq }) => modSeq),
  };
}

function nextModSeq(box: Box): ModSeq {
  box.highestModSeq++;
  return asModSeq(box.highestModSeq);
}
