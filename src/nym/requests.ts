import type { Options } from '../protocol/nymserv';
import { settledOptions } from '../protocol/nymserv';
import type { NymId, NymState, Store } from '../store';
import { expect } from './credentials';
import type { NewLayer } from './layers';
import { move } from './life';
import type { Occasion } from './nym';
import { mustRow, readAsked, readListed, writeAsked } from './stored';

/**
 * Notes that the request creating the nym is in the outbox (call it in that transaction; again for another copy). From now
 * on the answer is looked for. Throws UserError where the nym is past that.
 */
export function noteCreation(store: Store, id: NymId, occasion: Occasion): void {
  store.transaction(() => {
    if (mustRow(store, id).state === 'requested') return;
    move(store, id, 'requested', occasion);
    store.nyms.change(id, { recreate: undefined });
  });
}

/**
 * Notes that a config request is in the outbox (call it in that transaction). What it asks for counts from now on; what is
 * in force goes on counting. A request that asks for nothing changes nothing. Throws UserError where the nym cannot change.
 */
export function noteConfig(store: Store, id: NymId, options: Options, occasion: Occasion, layer?: NewLayer): void {
  if (Object.keys(options).length === 0) return;
  store.transaction(() => {
    const row = mustRow(store, id);
    const listed = settledOptions(readListed(row.options)?.settings ?? {});
    const asked = { ...changesOf(readAsked(row.asked)), ...options };
    const to: NymState = options.delete ? 'deleting' : 'changing';
    if (row.state !== to) move(store, id, to, occasion);
    if (layer) store.layers.add(id, layer.state, occasion.at);
    if (!options.delete) expect(store, id, listed, asked, occasion.at);
    store.nyms.change(id, {
      asked: writeAsked(asked),
      ...(isRotation(row.asked, options) && { rotatedAt: occasion.at }),
    });
  });
}

/** What is asked for, but for the end of the nym: the server takes that alone (nymserv.md §3). */
export function changesOf(asked: Options | undefined): Options {
  return Object.fromEntries(Object.entries(asked ?? {}).filter(([name]) => name !== 'delete'));
}

/** A passphrase that is asked for again is not a new one. */
function isRotation(asked: string | undefined, { hsub, symmetric }: Options): boolean {
  const before = readAsked(asked);
  const isNew = (value: string | null | undefined, old: string | null | undefined) =>
    typeof value === 'string' && value !== old;
  return isNew(hsub, before?.hsub) || isNew(symmetric, before?.symmetric);
}
