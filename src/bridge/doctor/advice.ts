import { isNativeError } from 'node:util/types';
import { codeOf, messageOf } from '../../base/errors';
import { isSheltered, NetError, type PeerFacts } from '../../net';
import { dayOf, type Finding, type Verdict } from './finding';

/** What helps against a failure, by the code of its error (NetError, NntpError, or a transport's own). */
const byCode: Readonly<Record<string, string>> = {
  'proxy-down': 'Start Tor, or set [tor] to where it listens.',
  'proxy-refused': 'See what is said of the proxy and of Tor.',
  refused: 'Check host and port in the configuration; else the host is down: try again later, or use another.',
  'no-such-host': 'Check the host’s name in the configuration.',
  unreachable: 'Check host and port in the configuration; else the host or the way there is down: try again later.',
  timeout: 'Try again later. If it stays so, use another host.',
  closed: 'Try again later. If it stays so, check the port and "security" in the configuration.',
  certificate: 'Ask the operator, by another way, for the SHA-256 fingerprint of its certificate, and set "pin" to it.',
  tls: 'Check "security" in the configuration: "tls" from the first byte, "starttls" after a greeting.',
  'auth-refused': 'Check "user" and "password" in the configuration.',
  'auth-required': 'Set "user" and "password" in the configuration.',
  'encryption-required': 'Set "security" to "starttls" or "tls" in the configuration.',
  'tls-failed': 'Check "security" in the configuration.',
  nonsense: 'Check host, port and "security" in the configuration.',
  AUTH: 'Check "user" and "password" in the configuration.',
};
const otherwise = 'Try again later. If it stays so, ask the operator, or use another host.';

/** The next step after a failure with this code: `RCPT TO 550` and the like count by their first word. */
export function adviceFor(code: string | undefined): string {
  return byCode[code ?? ''] ?? byCode[code?.split(' ')[0] ?? ''] ?? otherwise;
}

/** What failed and what helps, of an error. TLS that failed below another protocol says more of itself than that does. */
export function explainFailure(error: unknown): { readonly finding: string; readonly next: string } {
  const cause = isNativeError(error) && error.cause instanceof NetError ? error.cause : error;
  return { finding: messageOf(cause), next: adviceFor(codeOf(cause)) };
}

interface Remote {
  readonly host: string;
  readonly security: 'none' | 'starttls' | 'tls';
  readonly pin?: string | undefined;
  readonly allow_direct: boolean;
}

const soonMs = 14 * 24 * 3600_000;

/** What is to be said of the way to a host that works: who could see what. Undefined where nobody could. */
export function weakness(
  remote: Remote,
  peer: PeerFacts | undefined,
  now: number,
): (Pick<Finding, 'meaning' | 'next'> & { readonly verdict: Verdict }) | undefined {
  if (remote.allow_direct && !isSheltered(remote.host))
    return {
      verdict: 'warning',
      meaning: 'It is reached without Tor: it and your network see each other, and when.',
      next: 'Take "allow_direct" away from it in the configuration.',
    };
  if (remote.security === 'none' && !isSheltered(remote.host))
    return {
      verdict: 'warning',
      meaning: 'Without TLS everybody on the way can read along, and answer in its place.',
      next: 'Set "security" to "tls" or "starttls" if it has that, or use its onion.',
    };
  if (peer && peer.validUntil - now < soonMs)
    return {
      verdict: 'warning',
      meaning: `Its certificate ends on ${dayOf(peer.validUntil)}: from then on it is refused, unless it is pinned.`,
      next:
        remote.pin === undefined ? 'Wait for its new one.' : 'Ask its operator for the fingerprint of the next one.',
    };
  return undefined;
}

/** How the host has shown that it is the right one. */
export function identity(remote: Remote, peer: PeerFacts | undefined): string {
  if (!peer) return /\.onion\.?$/i.test(remote.host) ? 'an onion, which vouches for itself' : 'without TLS';
  const until = Number.isNaN(peer.validUntil) ? '' : ` until ${dayOf(peer.validUntil)}`;
  return `${peer.protocol}, its certificate ${remote.pin === undefined ? 'verified' : 'pinned'}${until}`;
}

/** At most so many words of what a host offers: a screen is not a manual. */
export function offered(words: readonly string[]): string {
  const shown = words.slice(0, 12).map((word) => word.slice(0, 60).replace(/[^ -~]/g, '?'));
  return shown.length === 0 ? 'says nothing of what it offers' : `offers ${shown.join(', ')}`;
}
