import type { SecureContext } from 'node:tls';
import type { Clock } from '../../../base/clock';
import type { Log } from '../../../base/log';
import type { Throttle } from '../../../base/throttle';
import type { Backend } from '../backend';
import type { Limits } from '../limits';

/** What a connection is served with. All connections of a server share backend, clock, log and throttle. */
export interface ServerOptions {
  readonly backend: Backend;
  readonly clock: Clock;
  readonly log: Log;
  /** Slows down the guessing of passwords, by remote end and user. */
  readonly throttle: Throttle;
  /** Certificate and key for STARTTLS; without it, STARTTLS is not offered. */
  readonly tls?: SecureContext;
  /** Whether the connection is under TLS already. */
  readonly encrypted: boolean;
  /** Lets passwords through in the clear: for connections that do not leave the machine. */
  readonly plainLogins?: boolean;
  /** What this server is called in IMAP URLs (RFC 5092 §3), in small letters; a URL with any other host is not ours. */
  readonly hosts?: readonly string[];
  /** Who is at the other end, for the throttle only; it is not logged. */
  readonly remote?: string;
  /** What ID tells clients, such as `name` and `version`; nothing where there is none (RFC 2971 §3.2). */
  readonly identity?: Readonly<Record<string, string>>;
  /** Ends the connection after the command in hand. */
  readonly signal?: AbortSignal;
  readonly limits?: Partial<Limits>;
}
