import { asBuffer, LF } from '../../base/bytes';

// mboxrd: a line of a mail that is "From " behind any number of ">" gets one ">" more, and loses it when it is read. Nothing else
// can be taken for the beginning of a mail, and every line comes back as it was.

const gt = 0x3e;
const from = Buffer.from('From ');

/** Quotes a mail's bytes as they come, piece by piece. */
export function* quoted(pieces: Iterable<Buffer>): Generator<Buffer, void, undefined> {
  const state = { atStart: true, carry: Buffer.alloc(0) };
  for (const piece of pieces)
    yield* quotePiece(state.carry.length === 0 ? piece : Buffer.concat([state.carry, piece]), state);
  if (state.carry.length > 0) yield state.carry;
}

/** `atStart`: nothing but ">" since the line began. `carry`: what may yet become "From ", at most four bytes. */
function* quotePiece(bytes: Buffer, state: { atStart: boolean; carry: Buffer }): Generator<Buffer, void, undefined> {
  let given = 0;
  let at = 0;
  state.carry = Buffer.alloc(0);
  while (at < bytes.length) {
    if (!state.atStart) {
      const lf = bytes.indexOf(LF, at);
      if (lf < 0) break;
      at = lf + 1;
      state.atStart = true;
      continue;
    }
    while (bytes[at] === gt) at++;
    const rest = bytes.subarray(at, at + from.length);
    if (rest.equals(from)) {
      yield bytes.subarray(given, at);
      yield Buffer.of(gt);
      given = at;
    } else if (at + rest.length === bytes.length && rest.equals(from.subarray(0, rest.length))) {
      yield bytes.subarray(given, at);
      state.carry = Buffer.from(rest);
      return;
    }
    state.atStart = false;
  }
  yield bytes.subarray(given);
}

/** Undoes it for a whole mail. */
export function unquoted(mail: Uint8Array): Buffer {
  const bytes = asBuffer(mail);
  if (!bytes.includes('>From ')) return bytes;
  const parts: Buffer[] = [];
  let given = 0;
  for (let line = 0; line < bytes.length;) {
    let at = line;
    while (bytes[at] === gt) at++;
    if (at > line && bytes.subarray(at, at + from.length).equals(from)) {
      parts.push(bytes.subarray(given, line));
      given = line + 1;
    }
    const lf = bytes.indexOf(LF, at);
    line = lf < 0 ? bytes.length : lf + 1;
  }
  return parts.length === 0 ? bytes : Buffer.concat([...parts, bytes.subarray(given)]);
}
