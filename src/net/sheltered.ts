import { isIPv4 } from 'node:net';

/**
 * Whether nobody on the way sees what is said to this host without TLS: it is this machine, or an onion service, to which Tor
 * encrypts all the way. Anywhere else a password is not to be said in the clear.
 */
export function isSheltered(host: string): boolean {
  const name = host.toLowerCase();
  return isOnion(name) || name === 'localhost' || name === '::1' || (isIPv4(name) && name.startsWith('127.'));
}

/** Whether the name may never be looked up: asking the system's resolver would tell the network (RFC 7686 §2). */
export function isOnion(host: string): boolean {
  return /\.onion\.?$/i.test(host);
}
