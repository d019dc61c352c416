import { createHash } from 'node:crypto';
import { upperHex } from '../library';
import { limits } from '../limits';
import { markOf } from './mark';

/** What a key packet tells before anything is secret (RFC 9580 §5.5.2, version 4). */
export interface PublicFields {
  /** 40 upper-case hex digits. */
  readonly fingerprint: string;
  /** See mark.ts. */
  readonly mark: string;
  /** How many bytes of the packet's body they take: what follows in a secret key packet is the secret part. */
  readonly length: number;
}

type Field = 'number' | 'oid' | 'kdf';

interface Shape {
  readonly fields: readonly Field[];
  readonly mark: number;
  /** Bits of a number, at most; `otherBits` unless told otherwise. */
  readonly most?: number;
}

/** The public fields by algorithm (RFC 9580 §5.5.5), and which of them is the mark. */
const shapes: Readonly<Record<number, Shape>> = {
  1: { fields: ['number', 'number'], mark: 0, most: limits.rsaBits },
  2: { fields: ['number', 'number'], mark: 0, most: limits.rsaBits },
  3: { fields: ['number', 'number'], mark: 0, most: limits.rsaBits },
  16: { fields: ['number', 'number', 'number'], mark: 2 },
  17: { fields: ['number', 'number', 'number', 'number'], mark: 3 },
  18: { fields: ['oid', 'number', 'kdf'], mark: 1 },
  19: { fields: ['oid', 'number'], mark: 1 },
  22: { fields: ['oid', 'number'], mark: 1 },
};

/** Reads the public fields at the start of a key packet's body; undefined for a version, an algorithm or a size not known here, or a cut packet. */
export function readPublicFields(body: Buffer): PublicFields | undefined {
  const shape = shapes[body[5] ?? 0];
  if (body[0] !== 4 || !shape) return undefined;
  let at = 6;
  let mark = '';
  for (const [index, field] of shape.fields.entries()) {
    const { start, end } = fieldAt(body, at, field);
    const isTooLarge = (end - start) * 8 > (shape.most ?? limits.otherBits);
    if (end > body.length || isTooLarge) return undefined;
    if (index === shape.mark) mark = markOf(body.subarray(start, end));
    at = end;
  }
  return { fingerprint: fingerprintOf(body.subarray(0, at)), mark, length: at };
}

/** A number has its bits in front, in two bytes; an object id and the parameters of a KDF their bytes, in one. */
function fieldAt(body: Buffer, at: number, field: Field): { start: number; end: number } {
  if (field !== 'number') return { start: at + 1, end: at + 1 + (body[at] ?? Infinity) };
  const bits = at + 2 <= body.length ? body.readUInt16BE(at) : Infinity;
  return { start: at + 2, end: at + 2 + Math.ceil(bits / 8) };
}

/** RFC 9580 §5.5.4.2. */
function fingerprintOf(fields: Buffer): string {
  const head = Buffer.from([0x99, fields.length >> 8, fields.length & 0xff]);
  return upperHex(createHash('sha1').update(head).update(fields).digest());
}

/** Where the secret half of a key packet is: in it (locked or not), on a smartcard, or nowhere: GnuPG writes a stub. */
export type Whereabouts = 'here' | 'card' | 'nowhere';

/** Reads GnuPG's stubs: S2K 101, a hash algorithm, `GNU`, and 1 or 2. `secret` is what follows the public fields. */
export function whereabouts(secret: Buffer): Whereabouts {
  const usage = secret[0];
  const isStub = (usage === 254 || usage === 255) && secret[2] === 101 && secret.toString('latin1', 4, 7) === 'GNU';
  if (!isStub) return secret.length === 0 ? 'nowhere' : 'here';
  return secret[7] === 2 ? 'card' : 'nowhere';
}
