import { UserError } from '../base/errors';
import type { NymId, NymState, Store } from '../store';
import { described } from './life';
import { mustRow } from './stored';

/** What the server does not have, or not for long: nothing of it can be used or read by anybody once it is forgotten here. */
const over: readonly NymState[] = ['draft', 'duplicate', 'reserved', 'deleted', 'expired'];

/**
 * Removes a nym with its keys, its mail, its letters and every trace, for good. Throws UserError where the server may still have
 * it, unless `force`: without its key nobody could delete it there, and its mail could be read by no one.
 */
export function forget(store: Store, id: NymId, force: boolean): void {
  store.transaction(() => {
    const { state } = mustRow(store, id);
    if (!over.includes(state) && !force)
      throw new UserError(
        `This nym is ${described[state]}: the server may still have it, and only the key that is kept here can delete it. Delete it first, or give --force.`,
      );
    for (const { id: mailbox } of store.mail.mailboxes.list(id)) store.mail.mailboxes.remove(mailbox);
    store.nyms.life.forget(id);
  });
}
