import { UserError } from '../base/errors';
import type { NymId, Store } from '../store';
import { limits } from './limits';
import { mustRow, writeNextKey } from './stored';
import type { NextKey, Pool, Style } from './nym';

/** What is ours alone, and needs no word of the server. */
export interface OwnChanges extends Partial<Style> {
  readonly displayName?: string | undefined;
  /** By its name in the configuration, which the caller has looked up. */
  readonly transport?: string | undefined;
  readonly copies?: number | undefined;
  /** How long hSub and symmetric passphrase last, in ms; null: until they are changed by hand. */
  readonly rotateMs?: number | null | undefined;
  readonly pool?: Pool | undefined;
}

/** See checkDisplayName. */
export function isDisplayName(name: string): boolean {
  return name.length <= limits.displayNameCharacters && !/[\p{Cc}<>@]/u.test(name);
}

/**
 * Throws UserError for what cannot stand in a line of a header. It stands in the key's user id too, in which the server takes the
 * first thing with an @ for the nym's address.
 */
function checkDisplayName(name: string): void {
  if (!isDisplayName(name))
    throw new UserError(
      `A display name is one line of at most ${limits.displayNameCharacters} characters without <, > and @.`,
    );
}

/** Refuses, with a sentence, what cannot be: UserError. */
export function checkChanges({ displayName, copies, rotateMs, pool }: OwnChanges): void {
  if (displayName !== undefined) checkDisplayName(displayName);
  if (copies !== undefined && !(Number.isInteger(copies) && copies >= 1 && copies <= limits.mostCopies))
    throw new UserError(`A request goes in 1 to ${limits.mostCopies} copies, not ${copies}.`);
  const isTooQuick =
    typeof rotateMs === 'number' && !(rotateMs >= limits.leastRotateMs && rotateMs <= limits.mostRotateMs);
  if (isTooQuick)
    throw new UserError(
      'Passphrases can be changed every 7 days to 10 years: the server needs days to confirm a change.',
    );
  if (pool !== undefined && pool.mostMs > limits.mostPoolMs)
    throw new UserError('A letter can wait in the pool for two days at most: give a time such as 2h, or 30m..6h.');
}

/** Makes the changes named, at once. Throws UserError for what cannot be. */
export function change(store: Store, id: NymId, changes: OwnChanges): void {
  checkChanges(changes);
  const { displayName, transport, copies, rotateMs, pool, html, metadata, forwards } = changes;
  mustRow(store, id);
  store.nyms.change(id, {
    ...(displayName !== undefined && { displayName }),
    ...(transport !== undefined && { transport }),
    ...(copies !== undefined && { copies }),
    ...(rotateMs !== undefined && { rotateMs: rotateMs ?? undefined }),
    ...(pool && { poolLeastMs: pool.leastMs, poolMostMs: pool.mostMs }),
    ...(html && { html }),
    ...(metadata && { metadata }),
    ...(forwards && { forwards }),
  });
}

/** Notes that the nym is to be made again once it is over, or, with undefined, that it is not. */
export function wishRecreation(store: Store, id: NymId, wish: NextKey | undefined): void {
  mustRow(store, id);
  store.nyms.change(id, { recreate: writeNextKey(wish) });
}
