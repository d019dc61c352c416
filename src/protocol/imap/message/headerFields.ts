import { CR, LF } from '../../../base/bytes';

/**
 * Chooses, from headers as wire text, the fields of these names, each with its bytes as they are, and the blank line at the end, made where the header
 * has none: clients look for it. With `not`, the header without them, and as it is otherwise (RFC 9051 §6.4.5.1). A field is what
 * `readHeader` takes for one; it is not asked because clients want three fields of ten thousand messages.
 */
export function fieldChooser(names: readonly string[], not: boolean): (header: string) => string {
  const isNamed = nameFinder(names);
  return (header) => {
    let [chosen, from, at] = ['', 0, 0];
    // fields that stand together are taken together
    const take = (end: number) => {
      if (end > from) chosen += header.slice(from, end);
    };
    while (at < header.length && !isBlankLine(header, at)) {
      const end = fieldEnd(header, at);
      if (isNamed(header, at, nameEnd(header, at, end)) === not) {
        take(at);
        from = end;
      }
      at = end;
    }
    take(header.length);
    return at === header.length && !not ? `${chosen}\r\n` : chosen;
  };
}

/** Where the line begins that is not folded into the one at `start` (RFC 5322 §2.2.3), of a text up to `stop`. */
export function fieldEnd(text: string, start: number, stop = text.length): number {
  let at = start;
  do {
    const lf = text.indexOf('\n', at);
    at = lf < 0 || lf >= stop ? stop : lf + 1;
  } while (at < stop && isBlank(text.charCodeAt(at)));
  return at;
}

function isBlankLine(header: string, at: number): boolean {
  const first = header.charCodeAt(at);
  return first === LF || (first === CR && header.charCodeAt(at + 1) === LF);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** Where the name of a field ends; `start` itself for a line that is no field. */
function nameEnd(header: string, start: number, end: number): number {
  if (isBlank(header.charCodeAt(start))) return start;
  for (let at = start; at < end; at++) {
    const code = header.charCodeAt(at);
    if (code === 0x3a) return endOfWord(header, start, at);
    if (code === LF) return start;
  }
  return start;
}

/** Blanks before the colon are not part of the name (RFC 5322 §4.5.1). */
function endOfWord(header: string, start: number, colon: number): number {
  let end = colon;
  while (end > start && isSpace(header.charCodeAt(end - 1))) end--;
  return end;
}

/** What `trimEnd` takes off, of single bytes. */
function isSpace(code: number): boolean {
  return code === 0x20 || code === 0xa0 || (code >= 0x09 && code <= 0x0d);
}

/** Whether what stands at [start, end) is one of the names, in any case. Nearly always the length and the first letter tell that they are not. */
function nameFinder(names: readonly string[]): (header: string, start: number, end: number) => boolean {
  const byBeginning = new Map<number, string[]>();
  for (const name of new Set(names.map((one) => one.toLowerCase()))) {
    const key = beginning(name.length, name.charCodeAt(0));
    byBeginning.set(key, [...(byBeginning.get(key) ?? []), name]);
  }
  return (header, start, end) => {
    if (end === start) return byBeginning.has(nameless);
    const candidates = byBeginning.get(beginning(end - start, small(header.charCodeAt(start))));
    return candidates?.some((name) => isAt(header, start, name)) ?? false;
  };
}

const nameless = 0;

function isAt(header: string, start: number, name: string): boolean {
  for (let i = 0; i < name.length; i++) if (small(header.charCodeAt(start + i)) !== name.charCodeAt(i)) return false;
  return true;
}

function beginning(length: number, first: number): number {
  return length === 0 ? nameless : length * 256 + first;
}

/** As toLowerCase does it, of one character a byte. */
function small(code: number): number {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0xc0 && code <= 0xde && code !== 0xd7) ? code + 0x20 : code;
}
