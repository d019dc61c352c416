// Modified UTF-7: how mailbox names are written for clients that did not enable UTF-8 (RFC 3501 §5.1.3).

/** Unicode to modified UTF-7. */
export function writeModifiedUtf7(name: string): string {
  if (isPrintable(name) && !name.includes('&')) return name;
  let out = '';
  let shifted = '';
  const flush = () => {
    if (shifted !== '') out += `&${encodeRun(shifted)}-`;
    shifted = '';
  };
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    if (code < 0x20 || code > 0x7e) {
      shifted += name.charAt(i);
      continue;
    }
    flush();
    out += code === 0x26 ? '&-' : name.charAt(i);
  }
  flush();
  return out;
}

/** Modified UTF-7 to Unicode; undefined where it is none: a byte beyond ASCII, an unclosed or odd shift, or one right behind another (RFC 3501 §5.1.3). */
export function readModifiedUtf7(text: string): string | undefined {
  let out = '';
  let shiftedTo = -1;
  for (let at = 0; at < text.length;) {
    const shift = text.indexOf('&', at);
    const plain = text.slice(at, shift < 0 ? text.length : shift);
    if (!isPrintable(plain)) return undefined;
    out += plain;
    if (shift < 0) return out;
    const end = text.indexOf('-', shift);
    if (end < 0) return undefined;
    const isAmpersand = end === shift + 1;
    if (!isAmpersand && shift === shiftedTo) return undefined;
    const run = isAmpersand ? '&' : decodeRun(text.slice(shift + 1, end));
    if (run === undefined) return undefined;
    out += run;
    at = end + 1;
    if (!isAmpersand) shiftedTo = at;
  }
  return out;
}

function encodeRun(text: string): string {
  return Buffer.from(text, 'utf16le').swap16().toString('base64').replaceAll('=', '').replaceAll('/', ',');
}

/** Only what encodeRun would have written is taken: one name must not have two spellings. */
function decodeRun(run: string): string | undefined {
  const bytes = Buffer.from(run.replaceAll(',', '/'), 'base64');
  if (bytes.length === 0 || bytes.length % 2 !== 0) return undefined;
  const text = bytes.swap16().toString('utf16le');
  return encodeRun(text) === run && !/\p{Cs}/u.test(text) && !isPrintableAnywhere(text) ? text : undefined;
}

function isPrintable(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code > 0x7e) return false;
  }
  return true;
}

function isPrintableAnywhere(text: string): boolean {
  return Array.from(text).some((char) => isPrintable(char));
}
