/** A value in an IMAP answer: strings (quoted or literal) as text of one character a byte, NIL as null. */
export type WireValue = string | number | null | readonly WireValue[];

/** Reads one value off the wire and throws where it does not follow the grammar of RFC 9051 §9, or where something is left over. */
export function readWire(text: string): WireValue {
  const [value, end] = readValue(text, 0);
  if (end !== text.length) throw new Error(`left over: ${text.slice(end)}`);
  return value;
}

/** One value that begins there, and where it ends. */
export function readValue(text: string, at: number): [WireValue, number] {
  switch (text[at]) {
    case '(':
      return readList(text, at + 1);
    case '"':
      return readQuoted(text, at + 1);
    case '{':
      return readLiteral(text, at);
    default:
      return readWord(text, at);
  }
}

// Bodies and addresses follow each other without a space, everything else with one.
function readList(text: string, start: number): [WireValue, number] {
  const items: WireValue[] = [];
  for (let at = start; ;) {
    const [item, end] = readValue(text, at);
    items.push(item);
    if (text[end] === ')') return [items, end + 1];
    if (text[end] !== ' ' && text[end] !== '(') throw new Error(`expected a space: ${text.slice(end)}`);
    at = text[end] === ' ' ? end + 1 : end;
  }
}

function readQuoted(text: string, start: number): [string, number] {
  const end = /^(?:[^"\\\r\n\0\x80-\uffff]|\\["\\])*"/.exec(text.slice(start));
  if (!end) throw new Error(`no quoted string: ${text.slice(start)}`);
  return [end[0].slice(0, -1).replace(/\\(.)/g, '$1'), start + end[0].length];
}

function readLiteral(text: string, start: number): [string, number] {
  const head = /^\{(\d+)\}\r\n/.exec(text.slice(start, start + 30));
  const from = start + (head?.[0].length ?? 0);
  const value = text.slice(from, from + Number(head?.[1]));
  if (!head || value.length !== Number(head[1]) || value.includes('\0'))
    throw new Error(`no literal: ${text.slice(start)}`);
  return [value, from + value.length];
}

function readWord(text: string, start: number): [WireValue, number] {
  const word = /^(?:NIL|\d+)/.exec(text.slice(start, start + 20))?.[0];
  if (word === undefined) throw new Error(`no value: ${text.slice(start)}`);
  return [word === 'NIL' ? null : Number(word), start + word.length];
}
