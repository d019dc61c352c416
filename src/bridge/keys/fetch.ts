import { UserError } from '../../base/errors';
import type { Random } from '../../base/random';
import { type HttpAnswer, httpGet } from '../../net';
import type { Config } from '../config';
import { openRoutes } from '../routes';
import { addressOf, isProtected, type KeyQuestion, type KeySource } from './source';

/** What fetching needs of the program. */
export interface FetchParts {
  readonly config: Pick<Config, 'tor'>;
  readonly random: Random;
  /** Authorities to trust instead of Node's own, PEM. */
  readonly ca?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface KeyOf {
  /** Of the owner; undefined where the fingerprint says all. */
  readonly address?: string | undefined;
  /** 40 upper-case hex digits, where it is known beforehand. */
  readonly fingerprint?: string | undefined;
}

export const limits = {
  /** A key that hundreds have signed is under 1 MB; what keyservers hold of flooded ones is of no use. */
  keyBytes: 1024 * 1024,
  /** Tor builds a circuit in seconds, an onion in a minute, and keyservers are slow. */
  fetchMs: 120_000,
} as const;

/**
 * Fetches somebody's key through the SOCKS5 proxy, on a circuit of its own. A keyserver is asked for the fingerprint, or else for
 * the address. Nothing is trusted by that. Throws UserError, and NetError whose message is a sentence.
 */
export async function fetchKey(
  source: Exclude<KeySource, { kind: 'file' }>,
  { address, fingerprint }: KeyOf,
  { config, random, ca, signal }: FetchParts,
): Promise<Buffer> {
  const url = addressOf(source, questionFor(source, { address, fingerprint }));
  if (fingerprint === undefined && !isProtected(url))
    throw new UserError(
      `Anybody on the way to ${url.hostname} could send another key. Give --fingerprint, learnt in another way, or an https or onion address.`,
    );
  const route = openRoutes(config.tor, random)('keys', { allow_direct: false });
  const answer = await httpGet(url, { route, bodyBytes: limits.keyBytes, timeoutMs: limits.fetchMs, ca, signal });
  const wanted = source.kind === 'url' ? 'file at this address' : `key for ${fingerprint ?? address ?? ''}`;
  return readAnswer(answer, wanted);
}

function questionFor({ kind }: KeySource, { address = '', fingerprint }: KeyOf): KeyQuestion {
  if (fingerprint !== undefined) return { fingerprint };
  if (address === '' && kind !== 'url')
    throw new UserError('Say whose key the keyserver is to be asked for: --address NAME@DOMAIN, or --fingerprint.');
  return { address };
}

function readAnswer({ url, status, contentType, body }: HttpAnswer, wanted: string): Buffer {
  const host = url.hostname;
  if (status === 404 || status === 410) throw new UserError(`${host} has no ${wanted}.`);
  if (status === 429) throw new UserError(`${host} has been asked too often from where Tor came out. Try again later.`);
  if (status !== 200) throw new UserError(`${host} did not give the key: it answered with status ${status}.`);
  if (isPage(contentType, body))
    throw new UserError(`${host} answered with a web page and not with a key. Look at it in a browser.`);
  return body;
}

/** Old keyservers put the key into a page, where it can be read all the same. */
function isPage(contentType: string, body: Buffer): boolean {
  const start = body.toString('latin1', 0, 200).trimStart();
  return (contentType === 'text/html' || start.startsWith('<')) && !body.includes('-----BEGIN PGP ');
}
