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
  const uids = (mail.messages.snapshot(mailbox)?.messages ?? [])
    .map(({ uid }) => uid)
    .filter((uid) => !counted.has(uid));
  const bySize = new Map<number, Uid[]>();
  for (let at = 0; at < uids.length; at += limits.slice) {
    for (const { uid, size } of mail.messages.read(mailbox, uids.slice(at, at + limits.slice))) {
      gather(bySize, size, uid);
    }
  }
  const isSame = (uid: Uid, source: Buffer): boolean => {
    const body = mail.messages.body(mailbox, uid);
    return body !== undefined && sameBytes(mail.messages.bytes(body.bodyId, 0, body.size), source);
  };
  return {
    take: (source) => {
      const candidates = bySize.get(source.length) ?? [];
      const found = candidates.find((uid) => isSame(uid, source));
      if (found !== undefined)
        bySize.set(
          source.length,
          candidates.filter((uid) => uid !== found),
        );
      return found;
    },
  };
}

/** Adds to the list of a size, in place: a stranger can send any number of mails of one size. */
export function gather<T>(bySize: Map<number, T[]>, size: number, one: T): void {
  const list = bySize.get(size);
  if (list) list.push(one);
  else bySize.set(size, [one]);
}

/** Whether pieces, one after the other, are these bytes. */
export function sameBytes(pieces: Iterable<Buffer>, bytes: Buffer): boolean {
  let at = 0;
  for (const piece of pieces) {
    if (!piece.equals(bytes.subarray(at, at + piece.length))) return false;
    at += piece.length;
  }
  return at === bytes.length;
}
