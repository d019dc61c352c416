import type { Options, Selector } from '../protocol/nymserv';
import type { Credentials, NymId, NymRow, Store } from '../store';
import { limits } from './limits';
import { readListed, readSelector, writeSelector } from './stored';

// By what a nym's articles are recognised and opened. What the server was told and what it has done need not agree for days:
// whatever may still be used counts.

/** The subject that these options, when in force, put on a nym's articles (nymserv.md §3: `hsub` wins; without either it is random). */
export function selectorOf({ hsub, subject }: Options): Selector {
  if (typeof hsub === 'string') return { scheme: 'hsub', passphrase: hsub };
  if (typeof subject === 'string') return { scheme: 'plain', text: subject };
  return { scheme: 'trial' };
}

/**
 * All selectors of a nym. While nothing at all has been heard of it, `trial` is one: duplicate and reserved replies come
 * under a random subject (nymserv.md §6).
 */
export function selectorsOf(store: Store, row: NymRow): Selector[] {
  const selectors = store.nyms.selectors.all(row.id).map(({ value }) => readSelector(value));
  const isUnheard = readListed(row.options) === undefined && (row.state === 'requested' || row.state === 'lost');
  if (!isUnheard || selectors.some(({ scheme }) => scheme === 'trial')) return selectors;
  return [...selectors, { scheme: 'trial' }];
}

/** Notes what a request asks for: a change it may make to the subject counts from now on, and the one in force goes on counting. */
export function expect(store: Store, id: NymId, current: Options, asked: Options, at: number): void {
  const next = { ...current, ...asked };
  add(store.nyms.selectors, id, writeSelector(selectorOf(next)), at);
  if (typeof next.symmetric === 'string') add(store.nyms.passphrases, id, next.symmetric, at);
}

/** Makes what the server lists the current ones; those replaced are retired, those still asked for go on waiting. */
export function settle(store: Store, id: NymId, listed: Options, stillAsked: Options | undefined, at: number): void {
  const wanted = { ...listed, ...stillAsked };
  const selectors = { current: writeSelector(selectorOf(listed)), asked: writeSelector(selectorOf(wanted)) };
  settleList(store.nyms.selectors, id, selectors, at, (value) => readSelector(value).scheme !== 'esub');
  const passphrases = { current: listed.symmetric ?? undefined, asked: wanted.symmetric ?? undefined };
  settleList(store.nyms.passphrases, id, passphrases, at, () => true);
}

/** Nothing is in force or asked for any more: what was counts as long as what is replaced. For the end of a life. */
export function retire(store: Store, id: NymId, at: number): void {
  for (const list of [store.nyms.selectors, store.nyms.passphrases])
    for (const { value, state } of list.all(id))
      if (state === 'asked' || state === 'current') list.put(id, value, 'retired', at);
  store.layers.end(id, at);
}

/** Forgets what was replaced, or good for one answer, long enough ago. */
export function forgetOld(store: Store, id: NymId, now: number): void {
  const most = { retired: limits.retiredMs, once: limits.onceMs, asked: Infinity, current: Infinity };
  for (const list of [store.nyms.selectors, store.nyms.passphrases])
    for (const { value, state, changedAt } of list.all(id)) if (now - changedAt > most[state]) list.remove(id, value);
  store.layers.forgetEnded(id, now - limits.retiredMs);
}

function settleList(
  list: Credentials,
  id: NymId,
  { current, asked }: { readonly current: string | undefined; readonly asked: string | undefined },
  at: number,
  isServers: (value: string) => boolean,
): void {
  for (const { value, state } of list.all(id)) {
    const isReplaced = state === 'current' || (state === 'asked' && value !== asked);
    if (isReplaced && value !== current && isServers(value)) list.put(id, value, 'retired', at);
  }
  const known = list.all(id).find(({ value }) => value === current);
  if (current !== undefined && known?.state !== 'current') list.put(id, current, 'current', at);
}

/** One that is known in another state stays: it is in force, or counts anyway until it is. */
function add(list: Credentials, id: NymId, value: string, at: number): void {
  const known = list.all(id).find((one) => one.value === value);
  if (known?.state !== 'current') list.put(id, value, 'asked', at);
}
