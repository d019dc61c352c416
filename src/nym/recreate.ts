import { UserError } from '../base/errors';
import type { Random } from '../base/random';
import type { Options } from '../protocol/nymserv';
import { settledOptions } from '../protocol/nymserv';
import type { SecretKey } from '../protocol/openpgp';
import type { NymId, NymRow, Store } from '../store';
import { expect, retire } from './credentials';
import { makeNymKey } from './keys';
import { makeLayer } from './layers';
import { described, mayMove, move } from './life';
import { changesOf } from './requests';
import { freshPassphrases } from './rotation';
import { mustRow, readAsked, readNextKey, readListed, writeAsked, writeListed } from './stored';

/**
 * Begins a nym's next life: the same address, account and mail, with a new key pair (as wished, or as a new nym has) and new
 * passphrases; a draft, of which nothing is sent. The key it had is kept, for mail to it is still under way. `now` is ms since 1970;
 * `also` is done in the same transaction: what waits in the outbox was meant for the life before.
 * Throws UserError where the server may still have the nym under its old key.
 */
export async function recreate(
  store: Store,
  id: NymId,
  { old, now, random, also }: { old: SecretKey; now: number; random: Random; also: () => void },
): Promise<void> {
  const row = mustRow(store, id);
  if (!mayMove(row.state, 'draft'))
    throw new UserError(`This nym is ${described[row.state]}: it cannot be made again.`);
  const key = await makeNymKey({ ...row, ...readNextKey(row.recreate) }, now);
  store.transaction(() => {
    const { state, secretKey } = mustRow(store, id);
    if (state !== row.state || !secretKey.equals(row.secretKey))
      throw new UserError('The nym has changed meanwhile. Look at it again.');
    beginLife(store, row, old, key, now, random);
    also();
  });
}

function beginLife(store: Store, row: NymRow, old: SecretKey, key: SecretKey, now: number, random: Random): void {
  const { id } = row;
  const layer = hadLayer(row) ? makeLayer(random) : undefined;
  const asked = { ...nextOptions(row, random), ...layer?.options };
  const { fingerprint } = old.publicKey;
  store.nyms.life.retireKey(id, { secretKey: row.secretKey, fingerprint, retiredAt: now });
  store.nyms.life.dropRequest(id);
  store.nyms.life.untell(id);
  move(store, id, 'draft', { at: now, evidence: 'user' });
  store.nyms.change(id, {
    secretKey: key.binary(),
    expiresAt: key.publicKey.expires?.getTime(),
    options: writeListed(undefined),
    asked: writeAsked(asked),
    rotatedAt: now,
  });
  retire(store, id, now);
  expect(store, id, {}, asked, now);
  if (layer) store.layers.add(id, layer.state, now);
}

/** What it had, and what it was asking for. */
function wishesOf(row: NymRow): { readonly options: Options; readonly asked: Options } {
  return {
    options: settledOptions(readListed(row.options)?.settings ?? {}),
    asked: changesOf(readAsked(row.asked)),
  };
}

function hadLayer(row: NymRow): boolean {
  const { options, asked } = wishesOf(row);
  return typeof { ...options, ...asked }.ephemeral === 'string';
}

/** What it had or was asking for, with every passphrase made anew: those of the old life may be known to somebody. */
function nextOptions(row: NymRow, random: Random): Options {
  const { options, asked } = wishesOf(row);
  const { subject, acksend } = { ...options, ...asked };
  return {
    ...freshPassphrases({ options, asked }, random),
    ...(typeof subject === 'string' && { subject }),
    ...(acksend === false && { acksend }),
  };
}
