import { limits } from '../limits';

/**
 * The message IDs in a field (RFC 5322 §3.6.4), without brackets and in their plain form: quotes that change nothing are taken off
 * (RFC 5256 §3). What is not in brackets or has no "@" is none: clients write all sorts of things into In-Reply-To. Of more than
 * `limits.references` the last ones count.
 */
export function readMessageIds(field: string): string[] {
  const ids: string[] = [];
  for (let close = field.indexOf('>'), from = 0; close >= 0; from = close + 1, close = field.indexOf('>', from)) {
    const open = field.slice(from, close).lastIndexOf('<');
    const id = open < 0 ? '' : plain(field.slice(from + open + 1, close));
    if (id.includes('@')) ids.push(id);
  }
  return ids.slice(-limits.references);
}

function plain(id: string): string {
  const packed = id.replace(/[ \t\r\n]+/g, '');
  return packed.includes('"') ? packed.replace(/\\(.)|"/g, '$1') : packed;
}
