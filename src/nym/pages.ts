import { matchesHsub } from '../protocol/nymserv';
import type { NymId, PageForm, PageRequest, Store } from '../store';
import { limits } from './limits';
import { writeSelector } from './stored';

/** A request for web pages: what was asked for, and the two passphrases that were invented for its answer alone (nymserv.md §7). */
export interface PagesAsked {
  readonly hsub: string;
  readonly key: string;
  readonly urls: readonly string[];
  readonly form: PageForm;
}

/**
 * Notes that a request for web pages is in the outbox (call it in that transaction): from now on its answer is looked for. `at`: ms
 * since 1970.
 */
export function notePage(store: Store, id: NymId, { hsub, key, urls, form }: PagesAsked, at: number): void {
  store.transaction(() => {
    store.nyms.selectors.put(id, writeSelector({ scheme: 'hsub', passphrase: hsub }), 'once', at);
    store.nyms.passphrases.put(id, key, 'once', at);
    store.pages.add({ nymId: id, hsub, urls, form, askedAt: at });
  });
}

/** The request that an article with this subject answers; undefined where the subject is no request's. */
export function findPages(store: Store, id: NymId, subject: string): PageRequest | undefined {
  return store.pages.of(id).find(({ hsub }) => matchesHsub(subject, hsub));
}

/** Requests that no answer will come to any more, oldest first. `now`: ms since 1970. */
export function overduePages(store: Store, now: number): PageRequest[] {
  return store.pages.unanswered(now - limits.pagesPatienceMs);
}

/** Waits no longer for the answer to a request. One that still comes is read all the same, and shown as the server sent it. */
export function giveUpPages(store: Store, { hsub }: PageRequest): void {
  store.pages.remove(hsub);
}

/** Forgets requests whose answer is no longer recognised anyway. */
export function forgetPages(store: Store, id: NymId, now: number): void {
  store.pages.forget(id, now - limits.onceMs);
}
