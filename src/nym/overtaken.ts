import type { Options } from '../protocol/nymserv';
import { settledOptions } from '../protocol/nymserv';
import type { Credential, NymRow, Store } from '../store';
import { readAsked, readListed, readSelector } from './stored';

/**
 * Order is not kept on the way to the server (nymserv.md §1): a change asked for earlier may come in after the one that replaced
 * it, and undo it. Then the list goes from what was wished last back to a passphrase of ours that had been replaced. Gives what is to
 * be asked for again.
 */
export function overtaken(store: Store, row: NymRow, listed: Options): Options {
  if (row.state !== 'active' && row.state !== 'changing') return {};
  const before = settledOptions(readListed(row.options)?.settings ?? {});
  const asked = readAsked(row.asked) ?? {};
  const isUndone = (name: 'hsub' | 'symmetric', ours: readonly string[]) =>
    before[name] !== undefined &&
    listed[name] !== before[name] &&
    !(name in asked) &&
    ours.includes(listed[name] ?? '');
  const hsubs = replaced(store.nyms.selectors.all(row.id)).flatMap((json) => {
    const selector = readSelector(json);
    return selector.scheme === 'hsub' ? [selector.passphrase] : [];
  });
  return {
    ...(isUndone('hsub', hsubs) && { hsub: before.hsub ?? null }),
    ...(isUndone('symmetric', replaced(store.nyms.passphrases.all(row.id))) && { symmetric: before.symmetric ?? null }),
  };
}

function replaced(credentials: readonly Credential[]): string[] {
  return credentials.filter(({ state }) => state === 'retired' || state === 'asked').map(({ value }) => value);
}
