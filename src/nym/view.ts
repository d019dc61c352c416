import type { NymId, NymState, Store } from '../store';
import { otherNames } from './otherNames';
import type { Standing } from './standing';
import { standingOf } from './standing';
import { readAsked, readSelector } from './stored';

/** A nym at one moment, as far as a reply of its server can change it. A value; nothing in it is opened. */
export interface NymView {
  /** Lower case. */
  readonly address: string;
  readonly state: NymState;
  readonly standing: Standing;
  /** When its key ends, in ms since 1970; undefined: never. */
  readonly expiresAt: number | undefined;
  /** Whether a request waits for its answer, and is sent again where none comes. */
  readonly isAsking: boolean;
  /** Whether it is to be made anew when it is deleted. */
  readonly isRecreated: boolean;
  /** Whether an ephemeral layer is asked for that the server has not listed. */
  readonly isAskingLayer: boolean;
  /** Every passphrase and plain subject that this bridge has asked for and not yet forgotten. */
  readonly known: ReadonlySet<string>;
  /** Addresses to try where this one cannot be had. */
  readonly others: readonly string[];
}

/** The nym as it is now, or as the transaction around has made it; undefined where it is gone. */
export function viewOf(store: Store, id: NymId): NymView | undefined {
  const row = store.nyms.byId(id);
  if (!row) return undefined;
  const { address, state, expiresAt, recreate } = row;
  const taken = store.nyms.all().map((one) => one.address);
  return {
    ...{ address, state, expiresAt },
    standing: standingOf(store, row),
    isAsking: store.nyms.life.request(id) !== undefined,
    isRecreated: recreate !== undefined,
    isAskingLayer: typeof readAsked(row.asked)?.ephemeral === 'string',
    known: knownTexts(store, id),
    others: otherNames(address, taken),
  };
}

function knownTexts(store: Store, id: NymId): ReadonlySet<string> {
  const subjects = store.nyms.selectors.all(id).flatMap(({ value }) => {
    const selector = readSelector(value);
    if (selector.scheme === 'hsub') return [selector.passphrase];
    return selector.scheme === 'plain' ? [selector.text] : [];
  });
  return new Set([...subjects, ...store.nyms.passphrases.all(id).map(({ value }) => value)]);
}
