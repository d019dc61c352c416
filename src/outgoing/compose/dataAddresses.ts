import { latin1 } from '../../base/bytes';

/**
 * HTML with each file that it holds as a `data:` address in base64 (RFC 2397 §2) put through `clean`, which gives the same bytes for one
 * that stays as it is, and is given undefined for one that cannot be read. Of the HTML nothing else is touched. Takes linear time.
 */
export function cleanDataAddresses(html: Buffer, clean: (file: Buffer | undefined) => Buffer | undefined): Buffer {
  const text = html.toString('latin1');
  const address = new RegExp(beginning, 'gi');
  const pieces: string[] = [];
  let kept = 0;
  for (let match = address.exec(text); match; match = address.exec(text)) {
    const start = address.lastIndex;
    const end = endOf(text, match.index, start);
    const file = decode(text.slice(start, end));
    const bare = clean(file);
    if (bare && bare !== file) {
      pieces.push(text.slice(kept, start), bare.toString('base64'));
      kept = end;
    }
    address.lastIndex = end;
  }
  return pieces.length === 0 ? html : latin1(pieces.join('') + text.slice(kept));
}

/** Up to the file, whatever type it is said to be of. */
const beginning = /data:[^,;"'<>()]{0,100}(?:;[^,;"'<>()]{0,100}){0,4};\s{0,4}base64\s{0,4},/;

/** An address in quotes or brackets ends with them, and may have line ends in it; another with the last of its digits. */
function endOf(text: string, addressAt: number, start: number): number {
  const closing = closings[text.charAt(addressAt - 1)];
  if (closing === undefined) {
    const digits = /[\w+/=%-]*/y;
    digits.lastIndex = start;
    return start + (digits.exec(text)?.[0].length ?? 0);
  }
  const end = text.indexOf(closing, start);
  return end < 0 ? text.length : end;
}

const closings: Readonly<Record<string, string>> = { '"': '"', "'": "'", '(': ')' };

function decode(written: string): Buffer | undefined {
  const digits = written.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  const bare = digits.replace(/\s/g, '');
  return /^[\w+/-]*={0,2}$/.test(bare) ? Buffer.from(bare, 'base64') : undefined;
}
