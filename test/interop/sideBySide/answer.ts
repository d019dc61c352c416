import { readValue } from '../../support/imapWire';
import type { WireValue } from '../../support/imapWire';

/** An answer as both servers may give it: what each is free to choose is left out, and so is what stands there for people. */
export function plainly(responses: readonly string[]): string[] {
  return responses.flatMap((response) => plainResponse(response) ?? []).sort();
}

function plainResponse(response: string): string | undefined {
  const fetched = /^\* (\d+) FETCH \(([^]*)\)$/.exec(response);
  if (fetched) return `* ${fetched[1]} FETCH ${plainItems(fetched[2] ?? '')}`;
  const [, start = '', code = ''] = /^((?:\* )?(?:OK|NO|BAD|BYE))(?: \[([^\]]*)\])?/.exec(response) ?? [];
  if (start !== '') return plainStatus(start, code);
  // a server without \Recent has no use for these
  if (/^\* \d+ RECENT$/.test(response)) return undefined;
  if (response.startsWith('* FLAGS')) return response.replaceAll(/ ?\\Recent/g, '');
  if (response.startsWith('* LIST')) return response.replace(/\(([^)]*)\)/, (_, flags: string) => `(${sorted(flags)})`);
  if (response.startsWith('* STATUS'))
    return response.replace(/\((.*)\)$/, (_, items: string) => `(${sorted(items, / (?=[A-Z])/)})`);
  return response.replace(/^(\* ESEARCH \(TAG ")[^"]*/, '$1').trimEnd();
}

function sorted(words: string, divider: string | RegExp = ' '): string {
  return words
    .split(divider)
    .filter((word) => !['\\Recent', '\\UnMarked', '\\Marked'].includes(word))
    .sort()
    .join(' ');
}

/** Codes of which one says more than the other; numbers that each gives as it likes. */
const more =
  /^(?:CANNOT|NONEXISTENT|ALREADYEXISTS|UNKNOWN-CTE|PARSE|SERVERBUG|CLIENTBUG|MAILBOXID|UNSEEN|HIGHESTMODSEQ)\b/;

function plainStatus(start: string, code: string): string | undefined {
  if (more.test(code)) return start === '* OK' ? undefined : start;
  const plain = code
    .replace(/^((?:APPENDUID|COPYUID|UIDVALIDITY)) \d+/, '$1')
    .replace(/^(BADCHARSET|PERMANENTFLAGS).*/, '$1');
  return plain === '' ? start : `${start} [${plain}]`;
}

/** Items with their values, sorted. The UID beside flags is left out: Dovecot says it only where it was asked for. */
function plainItems(text: string): string {
  const items = new Map<string, WireValue>();
  for (let rest = text; rest !== '';) {
    const [whole = rest, name = ''] = /^([A-Z0-9.]+(?:\[[^\]]*\])?(?:<\d+>)?) /.exec(rest) ?? [];
    const [value, end] = valueAt(rest.slice(whole.length), name);
    items.set(name.toUpperCase(), value);
    rest = rest.slice(whole.length + end).trimStart();
  }
  if (items.has('FLAGS')) items.delete('UID');
  items.delete('MODSEQ');
  return JSON.stringify([...items].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A part that is not there is NIL or empty. */
function valueAt(text: string, name: string): [WireValue, number] {
  const flags = name === 'FLAGS' ? /^\(([^)]*)\)/.exec(text) : null;
  if (flags) return [sorted(flags[1] ?? ''), flags[0].length];
  const [value, end] = readValue(text.replace(/^~/, ''), 0);
  return [/^B[A-Z.]*\[/.test(name) ? (value ?? '') : value, end + (text.startsWith('~') ? 1 : 0)];
}
