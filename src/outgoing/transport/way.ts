import type { Random } from '../../base/random';
import type { RemoteSettings, Route } from '../../net';
import type { Transport } from '../letter';

/** What the bridge lends a way out. */
export interface Lent {
  readonly random: Random;
  /** The way to a host for a purpose: different ones never share a circuit. */
  readonly route: (purpose: string, remote: RemoteSettings) => Route;
}

/**
 * A way out as the configuration has it: all that the rest of the program knows of its kind. A kind is one file: its settings, which
 * turn into this, and its transport.
 */
export interface Way {
  readonly type: string;
  /** The host that the bridge itself connects to, if it does. */
  readonly remote?: RemoteSettings;
  /** The folder it writes to, if it does: nobody else should look into it. */
  readonly folder?: string;
  /** Whether its settings hold what nobody else should read. */
  readonly secret?: boolean;
  /** What its owner has to see to because the bridge cannot: `meaning` goes on from its name. */
  readonly caution?: { readonly meaning: string; readonly next: string };
  /** What a check that went well has shown, and what helps after one that did not; where there is a `remote`, that says more. */
  readonly works?: string;
  readonly remedy?: string;
  /** Nothing is dialled, written or run yet. */
  readonly open: (lent: Lent) => Transport;
}
