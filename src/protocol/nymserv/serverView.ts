// Requests as the server reads them, with all its oddities (nymserv.md §3, §7): what a faithful stand-in needs.
import { asBuffer, latin1 } from '../../base/bytes';
import { limits } from './limits';
import type { OptionName } from './options';
import { findOption, noWords, yesWords } from './options';
import type { UrlRequest } from './requests';

/** What a line's value became: False, True or the text. */
export type StoredValue = boolean | string;

export interface ReadRequest {
  /** The first of each option, under its own name whatever alias was used. */
  readonly options: ReadonlyMap<OptionName, StoredValue>;
  /** The armored public keys in the payload, each from BEGIN to END line. */
  readonly keys: readonly string[];
}

/** Reads a payload sent to `config@`: every line that looks like an option counts, wherever it stands. */
export function readRequest(payload: Uint8Array): ReadRequest {
  const options = new Map<OptionName, StoredValue>();
  const text = asBuffer(payload).toString('latin1');
  for (const line of text.split('\n')) {
    const read = readOptionLine(line);
    const name = read && findOption(read.name);
    if (name && !options.has(name)) options.set(name, storedValue(read.value));
  }
  return { options, keys: keyBlocks(text) };
}

/** Reads a payload sent to `url@`; undefined where it names no page or no key and is dropped. */
export function readUrlRequest(payload: Uint8Array): UrlRequest | undefined {
  const urls: string[] = [];
  const words: { key?: string; hsub?: string } = {};
  for (const line of asBuffer(payload).toString('utf8').split('\n')) {
    const read = readDirective(line);
    if (!read) continue;
    if ((read.name === 'url' || read.name === 'source') && !urls.includes(read.value)) urls.push(read.value);
    if (read.name === 'key' || read.name === 'hsub') words[read.name] = read.value;
  }
  return urls.length > 0 && words.key !== undefined ? { urls, ...words, key: words.key } : undefined;
}

/** `^([\w-]+?):\s*(.{1,64})$` over bytes (here latin1 characters), without its backtracking. */
function readOptionLine(line: string): { name: string; value: string } | undefined {
  const colon = line.indexOf(':');
  const name = line.slice(0, colon);
  if (colon < 1 || colon === line.length - 1 || !/^[\w-]+$/.test(name)) return undefined;
  const value = line.slice(colon + 1).replace(/^[\t\v\f\r ]+/, '');
  if (value.length > limits.valueBytes) return undefined;
  return { name, value: latin1(trimEnd(value)).toString('utf8') };
}

function storedValue(value: string): StoredValue {
  const word = value.toLowerCase();
  if (noWords.includes(word)) return false;
  return yesWords.includes(word) ? true : value;
}

/** `name: value` or `name value`, whichever separator comes first. */
function readDirective(line: string): { name: string; value: string } | undefined {
  const at = line.search(/[: ]/);
  if (at < 1) return undefined;
  return { name: line.slice(0, at).toLowerCase(), value: line.slice(at + 1).trim() };
}

function keyBlocks(text: string): string[] {
  const [begin, end] = ['-----BEGIN PGP PUBLIC KEY BLOCK-----', '-----END PGP PUBLIC KEY BLOCK-----'];
  const blocks: string[] = [];
  for (let from = text.indexOf(begin); from >= 0;) {
    const to = text.indexOf(end, from);
    if (to < 0) break;
    blocks.push(text.slice(from, to + end.length));
    from = text.indexOf(begin, to);
  }
  return blocks;
}

function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && '\t\v\f\r '.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
