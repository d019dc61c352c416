import type { State } from '../../protocol/ephemeral';
import type { PublicKey } from '../../protocol/openpgp';

/** What the server keeps of a nym. */
export interface Conf {
  /** As in the key's user id, case and all. */
  readonly address: string;
  readonly key: PublicKey;
  /** Everything the "changed" reply lists: options, counters, dates as yyyymmdd. */
  settings: Record<string, string | number | boolean>;
  /** Its ephemeral layer, which is around every article and must be around every letter; undefined: it has none. */
  layer?: State | undefined;
  /** The key has two addresses at this server, on which the first signed request breaks (nymserv.md §2). */
  readonly ambiguous: boolean;
}

/** A setting that is a text in use; unset, missing and `True` give undefined. */
export function textOf(conf: Conf, name: 'hsub' | 'subject' | 'symmetric'): string | undefined {
  const value = conf.settings[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The date in UTC as the server stores it: 20261122. */
export function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, 10).replaceAll('-', '');
}

/** RFC 5322 §3.3 as the server writes it, in UTC: `Sun, 22 Nov 2026 13:34:34 -0000`. */
export function dateField(now: number): string {
  return new Date(now).toUTCString().replace('GMT', '-0000');
}
