import { isAscii, isUtf8 } from 'node:buffer';
import { LF, latin1, toLf, utf8 } from '../../base/bytes';
import type { Random } from '../../base/random';
import { decodeBody, readHeader, readParam, writeParam } from '../../protocol/mime';
import type { HeaderField, Part } from '../../protocol/mime';
import { Refusal } from '../letter';
import { encodeBinary, encodeText, hasFromLine } from './body';
import type { EncodedBody } from './body';
import { rewriteIds } from './contentIds';
import type { ContentIds } from './contentIds';
import { writeContentType, writeDescription } from './fields';
import { freshBoundary } from './stamp';

/** What writing an entity needs besides the part itself. */
export interface Source {
  /** The whole submitted mail: a part's offsets count in it. */
  readonly bytes: Buffer;
  readonly ids: ContentIds;
  readonly random: Random;
}

/** MIME fields (with LF, without the blank line) and body of a part, written anew. LF line ends. */
export interface Entity {
  readonly fields: string;
  readonly body: Buffer;
}

/**
 * Writes a part in the one style that all nyms' mails have: fresh boundaries, one rule for encodings, and of the client's
 * MIME fields only what the reader needs. What is signed or encrypted goes through untouched inside a fresh boundary.
 */
export function writeEntity(part: Part, source: Source): Entity {
  if (part.parts.length > 0) return writeMultipart(part, source);
  // a multipart without parts is a text with a wrong label
  if (part.type === 'multipart') return writeLeaf({ ...part, type: 'text', subtype: 'plain', params: [] }, source);
  if (part.message) return writeMessage(part, part.message.part, source);
  return writeLeaf(part, source);
}

function writeMultipart(part: Part, source: Source): Entity {
  const untouched = part.subtype === 'signed' || part.subtype === 'encrypted';
  const children = part.parts.map((child) => (untouched ? copyPart(child, source) : writePart(child, source)));
  const boundary = freshBoundary(source.random);
  const pieces = children.flatMap((child) => [latin1(`--${boundary}\n`), child, latin1('\n')]);
  return {
    fields: writeContentType(part, source.ids, writeParam('boundary', boundary)) + writeDescription(part, source.ids),
    body: Buffer.concat([...pieces, latin1(`--${boundary}--\n`)]),
  };
}

/** Header and body of a part between two boundaries. */
function writePart(part: Part, source: Source): Buffer {
  const { fields, body } = writeEntity(part, source);
  return Buffer.concat([utf8(`${fields}\n`), body]);
}

/** To the byte, but for CR: a signature covers the part with CRLF however it travels (RFC 1847 §2.1). */
function copyPart(part: Part, { bytes }: Source): Buffer {
  const copied = toLf(bytes.subarray(part.headerStart, part.bodyEnd));
  if (!hasFromLine(copied)) return copied;
  const message =
    'The signed text has a line that begins with "From ", which the nym server would change: the signature would be broken. ' +
    'Change that line, or send without a signature.';
  throw new Refusal('breaks-signature', message);
}

/**
 * A mail inside the mail: its header stays, without what this bridge and the mail client noted in it for themselves; its body
 * is written anew, because the nym server changes lines that begin `From `.
 */
function writeMessage(part: Part, inner: Part, source: Source): Entity {
  const { fields } = readHeader(source.bytes, inner.headerStart, inner.bodyStart);
  const own = fields.filter((field) => !isMimeField(field) && !isPrivateNote(field)).map(wholeLines);
  const entity = writeEntity(inner, source);
  const body = Buffer.concat([...own, utf8(`MIME-Version: 1.0\n${entity.fields}\n`), entity.body]);
  const encoding = isAscii(body) ? '7bit' : '8bit';
  return {
    fields: writeFields(part, source.ids, encoding),
    body,
  };
}

/** A header that is cut off ends without a line end. */
function wholeLines({ raw }: HeaderField): Buffer {
  const lines = toLf(raw);
  return lines.at(-1) === LF ? lines : Buffer.concat([lines, latin1('\n')]);
}

function isMimeField({ name }: HeaderField): boolean {
  return /^(?:mime-version|content-.*)$/i.test(name);
}

/** What a stranger must not learn from a forwarded mail: in which article it came, and how it lay in whose mailbox. */
function isPrivateNote({ name }: HeaderField): boolean {
  return (
    name === '' ||
    /^(?:x-nymbridge-|x-mozilla-|x-original-to$|delivered-to$|return-path$|status$|x-status$)/i.test(name)
  );
}

function writeLeaf(part: Part, source: Source): Entity {
  const decoded = decodeBody(part, source.bytes.subarray(part.bodyStart, part.bodyEnd));
  const { encoding, bytes } = encodeLeaf(part, rewriteIds(part, decoded, source.ids));
  const charset = missingCharset(part, decoded);
  const more = charset === undefined ? [] : [writeParam('charset', charset)];
  return { fields: writeFields(part, source.ids, encoding, ...more), body: bytes };
}

function writeFields(part: Part, ids: ContentIds, encoding: string, ...params: string[]): string {
  const type = writeContentType(part, ids, ...params);
  return `${type}Content-Transfer-Encoding: ${encoding}\n${writeDescription(part, ids)}`;
}

/** Attached texts keep their line ends; everything that is not text is bytes. */
function encodeLeaf(part: Part, decoded: Buffer): EncodedBody {
  const attached = part.disposition?.type === 'attachment';
  return part.type === 'text' && !attached ? encodeText(decoded) : encodeBinary(decoded);
}

/** A text beyond ASCII that does not say in which charset it is. */
function missingCharset(part: Part, decoded: Buffer): string | undefined {
  if (part.type !== 'text' || readParam(part.params, 'charset') !== undefined) return undefined;
  if (isAscii(decoded)) return 'us-ascii';
  return isUtf8(decoded) ? 'utf-8' : 'windows-1252';
}
