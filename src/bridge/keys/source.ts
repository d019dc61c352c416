import { UserError } from '../../base/errors';
import { isOnion } from '../../net';

/** Where a key is to come from. */
export type KeySource =
  | { readonly kind: 'file'; /** `-` is standard input. */ readonly path: string }
  | { readonly kind: 'url'; readonly url: URL }
  /** A keyserver, by one of two ways of asking; `base` is the address of the server itself. */
  | { readonly kind: 'hkp' | 'vks'; readonly base: URL };

/** What is asked of a keyserver: the very key, or whatever it has for an address. */
export type KeyQuestion = { readonly fingerprint: string } | { readonly address: string };

/** HKP's own port (draft-shaw-openpgp-hkp-00 §7); by TLS it is that of https. */
const hkpPort = '11371';

/**
 * Reads `FILE`, `-`, `https://...`, `http://...`, `hkps://HOST`, `hkp://HOST`, `vks:HOST`, each host with a port where it needs
 * one. Throws UserError for every other kind of address.
 */
export function readKeySource(text: string): KeySource {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(text)?.[1]?.toLowerCase();
  const rest = text.slice((scheme?.length ?? 0) + 1).replace(/^\/\//, '');
  switch (scheme) {
    case 'https':
    case 'http':
      return { kind: 'url', url: readUrl(text, text) };
    case 'hkps':
      return { kind: 'hkp', base: readHost('https', rest, text) };
    case 'hkp':
      return { kind: 'hkp', base: withPort(readHost('http', rest, text)) };
    case 'vks':
      return { kind: 'vks', base: readVks(rest, text) };
    default:
      if (scheme === undefined || !text.includes('://')) return { kind: 'file', path: text };
      throw new UserError(
        `No key is fetched by ${scheme}. Give a file, "-" for standard input, https://..., http://... with --fingerprint, hkps://HOST or vks:HOST.`,
      );
  }
}

/** In words, for what is remembered of where a key came from. */
export function writeSource(source: KeySource): string {
  switch (source.kind) {
    case 'file':
      return source.path === '-' ? 'standard input' : 'a file';
    case 'url':
      return source.url.href;
    default:
      return `the keyserver ${source.base.host}`;
  }
}

/**
 * The address to ask for a key: by HKP (draft-shaw-openpgp-hkp-00 §3) or VKS (keys.openpgp.org/about/api).
 * A URL is asked as it is.
 */
export function addressOf(source: Exclude<KeySource, { kind: 'file' }>, question: KeyQuestion): URL {
  switch (source.kind) {
    case 'url':
      return source.url;
    case 'hkp': {
      const search = 'fingerprint' in question ? `0x${question.fingerprint}` : question.address;
      return new URL(`/pks/lookup?op=get&options=mr&search=${encodeURIComponent(search)}`, source.base);
    }
    case 'vks': {
      const path =
        'fingerprint' in question
          ? `by-fingerprint/${question.fingerprint}`
          : `by-email/${encodeURIComponent(question.address)}`;
      return new URL(`/vks/v1/${path}`, source.base);
    }
  }
}

/** Whether nobody on the way can put another key in the place of the one that is sent: https, or an onion service. */
export function isProtected(url: URL): boolean {
  return url.protocol === 'https:' || isOnion(url.hostname);
}

function readHost(scheme: 'http' | 'https', host: string, text: string): URL {
  const url = readUrl(`${scheme}://${host}`, text);
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    throw new UserError(
      `"${text}" names more than a keyserver's host: give the host alone, such as hkps://${url.host}.`,
    );
  return url;
}

function withPort(url: URL): URL {
  if (url.port === '') url.port = hkpPort;
  return url;
}

/** An onion speaks without TLS: Tor protects it all the way. */
function readVks(rest: string, text: string): URL {
  const https = readHost('https', rest, text);
  return isOnion(https.hostname) ? readHost('http', rest, text) : https;
}

function readUrl(address: string, text: string): URL {
  if (!URL.canParse(address)) throw new UserError(`"${text}" is no address that can be asked for a key.`);
  const url = new URL(address);
  if (url.username === '' && url.password === '') return url;
  throw new UserError(`"${text}" has a login in it, which is not sent: a key that is public needs none.`);
}
