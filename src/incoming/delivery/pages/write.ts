import { utf8 } from '../../../base/bytes';
import { encodeBase64Lines, encodeQuotedPrintable, encodeWords, writeField, writeParam } from '../../../protocol/mime';
import { limits } from './limits';
import { readPageBytes } from './read';
import type { Page } from './read';
import { readPageText, readTitle } from '../../../protocol/html';

/** The fields and body of a mail that holds a page, LF line ends. */
export interface PageMail {
  readonly subject: string;
  /** MIME fields, blank line, body: ASCII. */
  readonly entity: string;
}

/** One page as one mail: as it was, to the byte; or as text, where there is text in it. */
export function writePage(page: Page, form: 'page' | 'text'): PageMail {
  if (page.failed) return { subject: encodeWords(`Not fetched: ${shortened(page.url)}`), entity: writeFailure(page) };
  const html = page.type === 'text/html' || page.type === 'application/xhtml+xml';
  if (form === 'text' && html) {
    const { text, title, cut } = readPageText(readPageBytes(asText(page)), page.url);
    const more = cut ? '\n[The page goes on. Ask for it as it is to have all of it.]\n' : '';
    return { subject: subjectOf(page, title), entity: writeText(page, `${page.url}\n\n${text}${more}`) };
  }
  const title = html
    ? readTitle(readPageBytes(asText({ ...page, bytes: page.bytes.subarray(0, limits.titleBytes) })))
    : '';
  return { subject: subjectOf(page, title), entity: writeAsItWas(page) };
}

function asText(page: Page): Page {
  return page.charset === '' ? { ...page, charset: 'utf-8' } : page;
}

function subjectOf({ url }: Page, title: string): string {
  return encodeWords(`Web page: ${shortened(url)}${title === '' ? '' : ` (${title})`}`);
}

function shortened(url: string): string {
  return url.length <= limits.titleCharacters ? url : `${url.slice(0, limits.titleCharacters)}...`;
}

/**
 * Where it is from, as the server says it. Not as Content-Location: by that a mail client would find, and might fetch, the pictures
 * that a page names relative to itself (RFC 2557 §5).
 */
function origin({ url }: Page): string {
  return /^[!-~]+$/.test(url) ? writeField('Content-Description', url) : '';
}

function writeText(page: Page, text: string): string {
  const bytes = utf8(text);
  const long = bytes.length > limits.quotedBytes;
  return [
    origin(page),
    'Content-Type: text/plain; charset=utf-8\n',
    writeField('Content-Transfer-Encoding', long ? 'base64' : 'quoted-printable'),
    '\n',
    long ? encodeBase64Lines(bytes) : encodeQuotedPrintable(bytes),
  ].join('');
}

function writeFailure(page: Page): string {
  const words = readPageBytes(page);
  return writeText(page, `The nym server could not fetch this page:\n\n${page.url}\n\nIn its own words:\n\n${words}\n`);
}

/** Base64 keeps every byte, whatever its line ends. */
function writeAsItWas(page: Page): string {
  const type = /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/.test(page.type) ? page.type : 'application/octet-stream';
  const charset = page.charset === '' ? '' : `; ${writeParam('charset', page.charset)}`;
  const isShown = type.startsWith('text/');
  const disposition = `${type.startsWith('image/') ? 'inline' : 'attachment'}; ${writeParam('filename', nameOf(page))}`;
  return [
    origin(page),
    writeField('Content-Type', `${type}${charset}`),
    ...(isShown ? [] : [writeField('Content-Disposition', disposition)]),
    'Content-Transfer-Encoding: base64\n\n',
    encodeBase64Lines(page.bytes),
  ].join('');
}

/** The last name in the address's path. */
function nameOf({ url }: Page): string {
  const path = URL.canParse(url) ? new URL(url).pathname : '';
  const name = path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/[^\w.-]+/g, '_')
    .replace(/^\.+/, '');
  return name === '' ? 'page' : name.slice(-limits.titleCharacters);
}
