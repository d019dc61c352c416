import { UserError } from '../../base/errors';
import { examineServerKey } from '../../nym';
import type { Bridge } from '../open';
import { factsOf, type ServerKeyFacts } from './facts';

/** What the person has said about a key beside yes. */
export interface KeyConsent {
  /** Taken although there are objections. */
  readonly anyway?: boolean | undefined;
  /** Where it came from, in words, for the record. */
  readonly source?: string | undefined;
}

/** A key as the engines use it, and as a person reads of it. Of several, the one with the fingerprint `preferred` comes first. */
export async function examine({ clock }: Bridge, domain: string, bytes: Uint8Array, preferred?: string) {
  const examined = await examineServerKey(bytes, { domain, preferred, now: clock.now() });
  return { key: examined.key, facts: factsOf(examined, domain) };
}

/** Throws UserError where something speaks against the key and the person has not said that it is taken anyway. */
export function refuseObjections({ objections }: ServerKeyFacts, anyway: boolean): void {
  if (objections.length === 0 || anyway) return;
  throw new UserError(`${objections.join('\n')}\nIt was not taken. Where you are sure that it is right: --anyway.`);
}
