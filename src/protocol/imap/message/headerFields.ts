/**
 * Chooses, from headers, the fields of these names, each with its bytes as they are, and the blank line at the end, made where the header
 * has none: clients look for it. With `not`, the header without them, and as it is otherwise (RFC 9051 §6.4.5.1). Header and result are
 * wire text, and a field is what `readHeader` takes for one; it is not asked because clients want three fields of ten thousand messages.
 */
export function fieldChooser(names: readonly string[], not: boolean): (header: string) => string {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  return (header) => {
    let chosen = '';
    let at = 0;
    while (at < header.length && !isBlankLine(header, at)) {
      const end = fieldEnd(header, at);
      if (wanted.has(nameAt(header, at, end)) !== not) chosen += header.slice(at, end);
      at = end;
    }
    const blank = header.slice(at);
    return chosen + (blank !== '' || not ? blank : '\r\n');
  };
}

/** Where the line begins that is not folded into the one at `start` (RFC 5322 §2.2.3). */
function fieldEnd(header: string, start: number): number {
  let at = start;
  do {
    const lf = header.indexOf('\n', at);
    at = lf < 0 ? header.length : lf + 1;
  } while (at < header.length && isBlank(header.charCodeAt(at)));
  return at;
}

function isBlankLine(header: string, at: number): boolean {
  return header.startsWith('\r\n', at) || header.startsWith('\n', at);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** In small letters; '' for a line that is no field. */
function nameAt(header: string, start: number, end: number): string {
  if (isBlank(header.charCodeAt(start))) return '';
  for (let at = start; at < end; at++) {
    const code = header.charCodeAt(at);
    if (code === 0x3a) return header.slice(start, at).trimEnd().toLowerCase();
    if (code === 0x0a) return '';
  }
  return '';
}
