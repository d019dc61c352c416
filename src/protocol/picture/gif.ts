// GIF89a: header, screen, colour table, then blocks: pictures, extensions, and the trailer.

const extension = 0x21;
const image = 0x2c;
const trailer = 0x3b;
const graphicControl = 0xf9;
const application = 0xff;
/** How often an animation runs. */
const loops = ['NETSCAPE2.0', 'ANIMEXTS1.0'];

/** The picture without comments, texts and programs' own blocks, and nothing behind its trailer. Undefined where it is damaged. */
export function cleanGif(bytes: Buffer): Buffer | undefined {
  if (bytes.length < 13) return undefined;
  let at = 13 + tableBytes(bytes[10] ?? 0);
  const kept: Buffer[] = [bytes.subarray(0, at)];
  while (at < bytes.length) {
    if (bytes[at] === trailer) return Buffer.concat([...kept, Buffer.from([trailer])]);
    const end =
      bytes[at] === extension ? endOfBlocks(bytes, at + 2) : bytes[at] === image ? endOfImage(bytes, at) : undefined;
    if (end === undefined) return undefined;
    if (isDrawing(bytes, at)) kept.push(bytes.subarray(at, end));
    at = end;
  }
  return undefined;
}

/** The colour table that the flags tell of. */
function tableBytes(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

function endOfImage(bytes: Buffer, at: number): number | undefined {
  // ten bytes of its place and size, the colour table, one byte of code size
  return endOfBlocks(bytes, at + 10 + tableBytes(bytes[at + 9] ?? 0) + 1);
}

/** Sub-blocks, each a length and so many bytes, up to one of none. */
function endOfBlocks(bytes: Buffer, start: number): number | undefined {
  for (let at = start; at < bytes.length;) {
    const length = bytes[at] ?? 0;
    at += 1 + length;
    if (length === 0) return at;
  }
  return undefined;
}

function isDrawing(bytes: Buffer, at: number): boolean {
  if (bytes[at] === image || bytes[at + 1] === graphicControl) return true;
  return bytes[at + 1] === application && loops.includes(bytes.toString('latin1', at + 3, at + 14));
}
