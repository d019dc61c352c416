import { utf8 } from '../../base/bytes';
import { NymservError } from './errors';
import { limits } from './limits';
import type { Options } from './options';
import { checkText, writeOptions } from './options';

/**
 * The payload that creates a nym, to be encrypted to the server and not signed: option lines, then the armored public
 * key (nymserv.md §2). LF line ends.
 */
export function writeCreation(options: Options, armoredKey: string): Buffer {
  if (options.delete) throw new NymservError('conflicting-options', 'A new nym cannot be deleted in the same request.');
  const key = armoredKey.replace(/\r\n/g, '\n').trim();
  if (!key.startsWith('-----BEGIN PGP PUBLIC KEY BLOCK-----') || key.split('-----BEGIN ').length !== 2)
    throw new NymservError('bad-key', 'A nym is created with exactly one armored public key.');
  return utf8(`${writeOptions(options)}${key}\n`);
}

/**
 * The payload that changes or deletes a nym, to be signed and encrypted (nymserv.md §3). Without any option it asks
 * for the list of settings: an empty payload is dropped, so a line goes that the server is known to ignore.
 */
export function writeConfig(options: Options): Buffer {
  return utf8(writeOptions(options) || 'version: 1\n');
}

/** A wish for web pages: `key` encrypts the answer, `hsub` hides its subject (the server takes `key` where missing). */
export interface UrlRequest {
  readonly urls: readonly string[];
  readonly key: string;
  readonly hsub?: string;
}

/** The payload of a URL request, to be encrypted to the server (nymserv.md §7). */
export function writeUrlRequest(request: UrlRequest): Buffer {
  const { urls, key, hsub } = request;
  if (urls.length === 0 || urls.length > limits.urls)
    throw new NymservError('bad-url', `A URL request asks for 1 to ${limits.urls} pages.`);
  for (const url of urls) checkUrl(url);
  checkText('symmetric', key);
  if (hsub !== undefined) checkText('hsub', hsub);
  const lines = [...urls.map((url) => `url: ${url}`), `key: ${key}`, ...(hsub === undefined ? [] : [`hsub: ${hsub}`])];
  return utf8(lines.map((line) => `${line}\n`).join(''));
}

/** Reads the addresses a nym's owner wrote in a mail to `url@`, one a line, bare or as `url: http://...`. */
export function readUrlBody(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/);
  const end = lines.findIndex((line) => line === '-- ' || line === '--');
  const urls: string[] = [];
  for (const [index, line] of (end < 0 ? lines : lines.slice(0, end)).entries()) {
    const url = line.trim().replace(/^(?:url|source)(?::| )\s*/i, '');
    if (url === '') continue;
    checkUrl(url, index + 1);
    urls.push(url);
    if (urls.length > limits.urls)
      throw new NymservError('bad-url', `A URL request asks for 1 to ${limits.urls} pages.`, index + 1);
  }
  if (urls.length === 0) throw new NymservError('bad-url', 'The mail names no address to fetch, such as http://...');
  return urls;
}

function checkUrl(url: string, line?: number): void {
  if (url.length > limits.urlCharacters || !/^https?:\/\/[!-~]+$/i.test(url))
    throw new NymservError(
      'bad-url',
      `A page is named by http:// or https:// and up to ${limits.urlCharacters} characters without spaces.`,
      line,
    );
}
