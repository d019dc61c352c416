import { setImmediate } from 'node:timers/promises';
import { receivedIds } from './compose';
import type { NymId, Store } from './outbox';

/** What may be said of a thread. */
export interface Thread {
  /** Of these Message-IDs those that the outside knows, in order, each as the outside knows it. */
  readonly shown: (ids: readonly string[]) => Promise<string[]>;
}

/**
 * A letter's In-Reply-To and References may only name what the outside has seen in this nym's hands: letters of its own, under the
 * Message-ID that they went out with, and mails that the nym server brought it, with what those refer to. Everything else is
 * the mail client's own making, or comes from another of its accounts: it would tell the machine's name, or who else the
 * nym's owner is.
 */
export function openThread(store: Store, nymId: NymId, nym: string): Thread {
  return {
    shown: async (ids) => {
      const own = ids.map((id) => ownLetter(store, nymId, id));
      const strange = ids.filter((_, at) => own[at] === undefined);
      const known = strange.length === 0 ? new Set<string>() : await namedByArrived(store, nymId, nym, strange);
      return [...new Set(ids.flatMap((id, at) => own[at] ?? (known.has(id) ? [id] : [])))];
    },
  };
}

/** The id that a letter went out with, by that one or by the one that the mail client had given it. */
function ownLetter({ outbox }: Store, nymId: NymId, id: string): string | undefined {
  return outbox.byClientMessageId(nymId, id).at(-1)?.messageId ?? outbox.byMessageId(nymId, id)[0]?.messageId;
}

/** Messages looked at before others have their turn, newest first: what is answered came lately. */
const slice = 200;

/** The ids that the newest mail among `wanted` has and names, of all that the nym server has brought. The last of them is the one that is answered. */
async function namedByArrived(
  store: Store,
  nymId: NymId,
  nym: string,
  wanted: readonly string[],
): Promise<Set<string>> {
  const { mailboxes, messages } = store.mail;
  const needles = wanted.map((id) => JSON.stringify(id).slice(1, -1));
  const known = new Set<string>();
  for (const { id } of mailboxes.list(nymId)) {
    const uids = messages.snapshot(id)?.messages.uids ?? [];
    for (let end = uids.length; end > 0; end -= slice) {
      await setImmediate();
      for (const { bodyId, size, structure, arrived } of messages.readWithStructure(
        id,
        uids.slice(Math.max(0, end - slice), end),
      ))
        if (arrived !== false && needles.some((needle) => structure.includes(needle)))
          for (const named of receivedIds(
            Buffer.concat([...messages.bytes(bodyId, 0, Math.min(size, headerBytes))]),
            nym,
          ))
            known.add(named);
      if (wanted.every((one) => known.has(one))) return known;
    }
  }
  return known;
}

/** No honest header is longer. */
const headerBytes = 128 * 1024;
