import { NntpError, type NntpErrorCode } from '../error';
import { readLines } from '../wire/reply';
import type { Wish } from './wish';

/** What the server says it can, by label in upper case, with the arguments as sent (RFC 3977 §3.3.1). */
export type Capabilities = ReadonlyMap<string, readonly string[]>;

/**
 * RFC 3977 §5.2. A server from before that answers with an error: it gives an empty map. One that wants TLS or a login first gives
 * undefined: it is to be asked again behind that.
 */
export function askCapabilities({ ask, command }: Wish): Promise<Capabilities | undefined> {
  return ask<Capabilities>(command('CAPABILITIES'), {
    101: async (_reply, turn) => {
      const all = new Map<string, readonly string[]>();
      for await (const line of readLines(turn, turn.limits.capabilitiesBytes)) {
        const [label = '', ...args] = line.split(/[ \t]+/);
        all.set(label.toUpperCase(), args);
      }
      return all;
    },
  }).catch((error: unknown) => {
    if (!(error instanceof NntpError) || error.lost) throw error;
    if (error.code === 'not-supported') return new Map<string, string[]>();
    if (first.includes(error.code)) return undefined;
    throw error;
  });
}

/** RFC 4643 §2.2 (480) and RFC 4642 §2.3 (483); some servers say 502 to everything until they know who it is. */
const first: readonly NntpErrorCode[] = ['auth-required', 'encryption-required', 'not-permitted'];
