import type { Options } from '../protocol/nymserv';
import { settledOptions } from '../protocol/nymserv';
import type { NymId, NymRow, NymState, Store } from '../store';
import { UserError } from '../base/errors';
import { expect } from './credentials';
import { move } from './life';
import type { Occasion } from './nym';
import { readAsked, readListed, writeAsked } from './stored';

/**
 * Notes that the request creating the nym is in the outbox (call it in that transaction; again for another copy). From now
 * on the answer is looked for. Throws UserError where the nym is past that.
 */
export function noteCreation(store: Store, id: NymId, occasion: Occasion): void {
  store.transaction(() => {
    if (mustRow(store, id).state !== 'requested') move(store, id, 'requested', occasion);
  });
}

/**
 * Notes that a config request is in the outbox (call it in that transaction). What it asks for counts from now on; what is
 * in force goes on counting. A request that asks for nothing changes nothing. Throws UserError where the nym cannot change.
 */
export function noteConfig(store: Store, id: NymId, options: Options, occasion: Occasion): void {
  if (Object.keys(options).length === 0) return;
  store.transaction(() => {
    const row = mustRow(store, id);
    const listed = settledOptions(readListed(row.options)?.settings ?? {});
    const asked = { ...readAsked(row.asked), ...options };
    const to: NymState = options.delete ? 'deleting' : 'changing';
    if (row.state !== to) move(store, id, to, occasion);
    if (!options.delete) expect(store, id, listed, asked, occasion.at);
    store.nyms.change(id, { asked: writeAsked(asked) });
  });
}

function mustRow(store: Store, id: NymId): NymRow {
  const row = store.nyms.byId(id);
  if (!row) throw new UserError('There is no such nym.');
  return row;
}
