import { OpenPgpError } from '../errors';

/** GnuPG's keybox: blobs of one or more keys' public halves, each with its length in front (kbx/keybox-blob.c in GnuPG). */
const types = { empty: 0, header: 1, openPgp: 2 } as const;
const magic = Buffer.from('KBXf');

/** Whether these bytes begin as a keybox does. */
export function isKeybox(bytes: Buffer): boolean {
  return bytes[4] === types.header && bytes.subarray(8, 12).equals(magic);
}

/** The OpenPGP packets of a keybox, one buffer a key. Throws `bad-key` where a blob does not fit into the file, or its key into it. */
export function readKeybox(bytes: Buffer): Buffer[] {
  const keys: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = at + 4 <= bytes.length ? bytes.readUInt32BE(at) : 0;
    // the shortest blob is its length and its type
    if (length < 5 || at + length > bytes.length) throw cutOff();
    const blob = bytes.subarray(at, at + length);
    if (blob[4] === types.openPgp) keys.push(keyIn(blob));
    at += length;
  }
  return keys;
}

/** Behind length, type, version and flags stand the offset of the key's packets in the blob, and their length. */
function keyIn(blob: Buffer): Buffer {
  if (blob.length < 16) throw cutOff();
  const start = blob.readUInt32BE(8);
  const end = start + blob.readUInt32BE(12);
  if (end > blob.length) throw cutOff();
  return blob.subarray(start, end);
}

function cutOff(): OpenPgpError {
  return new OpenPgpError('bad-key', 'The keybox (pubring.kbx) is damaged or cut off.');
}
