import { NetError } from './errors';
import { isOnion } from './sheltered';

/** Statuses that send a GET elsewhere (RFC 9110 §15.4). */
const redirects: readonly number[] = [301, 302, 303, 307, 308];

/** Gives the address back where it can be asked. Throws NetError for anything but http and https, and for one with a login in it. */
export function checkAddress(url: URL): URL {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw refusal(`An address of the kind "${url.protocol}" is not asked: only https, and http.`);
  if (url.username !== '' || url.password !== '')
    throw refusal(`The address at ${url.hostname} has a login in it, which is not sent.`);
  return url;
}

/**
 * Where an answer sends us, or undefined where it does not. Throws NetError for a place that is protected less than the one
 * that sends us: from https to http anybody on the way could answer, from an onion to the open web the question would come out.
 */
export function redirectOf(from: URL, status: number, location: string | undefined): URL | undefined {
  if (!redirects.includes(status)) return undefined;
  const to = readLocation(location, from);
  if (!to) throw refusal(`${from.hostname} sends us on, and does not say where to.`);
  checkAddress(to);
  if (from.protocol === 'https:' && to.protocol === 'http:')
    throw refusal(`${from.hostname} sends us from https to http, where anybody on the way could answer.`);
  if (isOnion(from.hostname) && !isOnion(to.hostname))
    throw refusal(`${from.hostname} sends us from an onion service to ${to.hostname.slice(0, 80)} on the open web.`);
  return to;
}

function readLocation(location: string | undefined, from: URL): URL | undefined {
  if (location === undefined || !URL.canParse(location, from.href)) return undefined;
  return new URL(location, from);
}

function refusal(message: string): NetError {
  return new NetError('bad-answer', 'never', message);
}
