import { createHash } from 'node:crypto';
import type { MailboxId, Store, Uid } from '../store';
import { limits } from './limits';
import type { Known } from './mail';

/** Mails that are in a mailbox of ours already, for want of any other knowledge told by their bytes. */
export interface Stock {
  /** Takes one with exactly these bytes out of the stock; undefined where there is none. */
  take(source: Buffer): Uid | undefined;
}

/** All of a mailbox but what is known to have come this way. */
export function openStock({ mail }: Store, mailbox: MailboxId, known: Known): Stock {
  const counted = new Set(known.values());
  const uids = (mail.messages.snapshot(mailbox)?.messages.uids ?? []).filter((uid) => !counted.has(uid));
  const candidates = openCandidates<Uid>();
  for (let at = 0; at < uids.length; at += limits.slice) {
    for (const { uid, size } of mail.messages.read(mailbox, uids.slice(at, at + limits.slice)))
      candidates.add(size, uid);
  }
  /** '' where it has gone: no digest is that. */
  const read = (uid: Uid): string => {
    const body = mail.messages.body(mailbox, uid);
    return body ? digestOf(mail.messages.bytes(body.bodyId, 0, body.size)) : '';
  };
  return {
    take: (source) => {
      if (!candidates.has(source.length)) return undefined;
      const digest = digestOf([source]);
      for (;;) {
        const found = candidates.take(digest);
        if (found !== undefined) return found;
        const uid = candidates.unread(source.length);
        if (uid === undefined) return undefined;
        candidates.keep(read(uid), uid);
      }
    },
  };
}

/** Mails of which one may be the one that is looked for. Each is read once: a stranger can send any number of one size. */
export interface Candidates<T> {
  add(size: number, one: T): void;
  /** Whether there was any of that size. */
  has(size: number): boolean;
  /** The next of that size that was not read yet. */
  unread(size: number): T | undefined;
  /** Keeps one that was read by the digest of its bytes. */
  keep(digest: string, one: T): void;
  /** The first that was kept by that digest, and is not any more. */
  take(digest: string): T | undefined;
}

export function openCandidates<T>(): Candidates<T> {
  const bySize = openQueues<number, T>();
  const byDigest = openQueues<string, T>();
  return {
    add: bySize.put,
    has: bySize.has,
    unread: bySize.next,
    keep: byDigest.put,
    take: byDigest.next,
  };
}

/** Lists that are added to in place and read with a finger, for they may be long. */
function openQueues<K, T>() {
  const queues = new Map<K, { readonly all: T[]; at: number }>();
  return {
    has: (key: K) => queues.has(key),
    put: (key: K, one: T) => {
      const queue = queues.get(key);
      if (queue) queue.all.push(one);
      else queues.set(key, { all: [one], at: 0 });
    },
    next: (key: K) => {
      const queue = queues.get(key);
      const one = queue?.all[queue.at];
      if (queue && one !== undefined) queue.at++;
      return one;
    },
  };
}

/** SHA-256 of pieces, one after the other. */
export function digestOf(pieces: Iterable<Uint8Array>): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('base64');
}
