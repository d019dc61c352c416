import { isAscii, isUtf8 } from 'node:buffer';
import { setImmediate } from 'node:timers/promises';
import { latin1, utf8 } from '../../base/bytes';
import type { Random } from '../../base/random';
import type { Nym } from '../../nym';
import { decodeBody, readHeader, readParam, writeParam } from '../../protocol/mime';
import type { Part } from '../../protocol/mime';
import { bareArmor, isBeside, writeBeside } from './beside';
import { encodeBinary, encodeNot, encodeText } from './body';
import type { EncodedBody } from './body';
import { rewriteIds } from './contentIds';
import type { ContentIds } from './contentIds';
import { isFile, withoutParams, writeContentType, writeDescription } from './fields';
import type { Files } from './files';
import { writeInnerHeader, writeWholeHeader } from './inner';
import { isHtml, plainParts, textInHtml } from './plainly';
import { isReported, rewriteReported } from './reported';
import { copyPart, isChangedOnTheWay, isSealed, withoutSignature } from './signed';
import { freshBoundary } from './stamp';
import { rewriteText, writePlainly } from './texts';
import type { PlainlyWritten } from './texts';
import { readWhole } from './whole';

/** What writing an entity needs besides the part itself. */
export interface Source {
  /** The whole submitted mail: a part's offsets count in it. */
  readonly bytes: Buffer;
  readonly ids: ContentIds;
  readonly files: Files;
  readonly nym: Pick<Nym, 'address' | 'displayName' | 'domain' | 'style'>;
  /** Of the Message-IDs that the mail refers to, those that the outside knows. */
  readonly shownIds: () => Promise<ReadonlySet<string>>;
  readonly random: Random;
  /** Somebody's mail inside the mail: what its signatures cover are that person's words. */
  readonly forwarded?: true;
}

/** MIME fields (with LF, without the blank line) and body of a part, written anew. LF line ends. */
export interface Entity {
  readonly fields: string;
  readonly body: Buffer;
}

/**
 * Writes a part in the one style that all nyms' mails have: fresh boundaries, one rule for encodings, and of the client's
 * MIME fields only what the reader needs. What is signed or encrypted goes through untouched inside a fresh boundary. Lets others
 * have their turn between the parts: a large mail takes a while. Throws Refusal.
 */
export async function writeEntity(part: Part, source: Source): Promise<Entity> {
  if (isSealed(part, source.bytes)) {
    const isLost = source.forwarded && isChangedOnTheWay(part, source.bytes);
    return isLost ? writeParts(withoutSignature(part), source) : writeMultipart(part, source, true);
  }
  const parts = source.nym.style.html === 'text' ? plainParts(part) : [part];
  if (parts.length > 0 && parts[0] !== part) return writeParts(parts, source);
  const [alone, ...others] = part.subtype === 'mixed' ? part.parts : [];
  if (alone?.type === 'text' && others.length === 0 && !isFile(alone)) return writeEntity(alone, source);
  if (part.parts.length > 0) return writeMultipart(part, source);
  // a multipart without parts is a text with a wrong label
  if (part.type === 'multipart') return writeLeaf({ ...part, type: 'text', subtype: 'plain', params: [] }, source);
  if (part.message) return writeMessage(part, part.message.part, source);
  await setImmediate();
  return isReported(part) ? writeReported(part, source) : writeLeaf(part, source);
}

async function writeMultipart(part: Part, source: Source, sealed = false): Promise<Entity> {
  const boundary = freshBoundary(source.random);
  const pieces: Buffer[] = [];
  for (const child of part.parts) {
    const written = await (sealed ? writeSealedPart(child, part, source) : writePart(child, source));
    pieces.push(latin1(`--${boundary}\n`), ...written, latin1('\n'));
  }
  return {
    fields: writeContentType(part, source.ids, writeParam('boundary', boundary)) + writeDescription(part, source.ids),
    body: Buffer.concat([...pieces, latin1(`--${boundary}--\n`)]),
  };
}

/** Parts one after the other (RFC 2046 §5.1.3); one alone as it is. */
function writeParts(parts: readonly Part[], source: Source): Promise<Entity> {
  const [first, ...others] = parts;
  if (!first) throw new Error('there is no part to write');
  if (others.length === 0) return writeEntity(first, source);
  const { headerStart, bodyStart, bodyEnd } = first;
  const bare = { headerStart, bodyStart, bodyEnd, lines: 0, encoding: '7bit', params: [] };
  return writeMultipart({ ...bare, type: 'multipart', subtype: 'mixed', parts }, source);
}

/** Header and body of a part between two boundaries. */
async function writePart(part: Part, source: Source): Promise<Buffer[]> {
  const { fields, body } = await writeEntity(part, source);
  return [utf8(`${fields}\n`), body];
}

/** What is signed goes to the byte; what stands beside it, or around what is encrypted, is written anew. */
async function writeSealedPart(part: Part, { subtype, parts }: Part, source: Source): Promise<Buffer[]> {
  if (subtype !== 'encrypted' && part === parts[0])
    return [await copyPart(part, source.bytes, source.forwarded ? undefined : source)];
  if (!isBeside(subtype, part)) return writePart(part, source);
  return [writeBeside(subtype, part, decodeFile(part, source.bytes.subarray(part.bodyStart, part.bodyEnd)))];
}

/** A mail inside the mail, written anew like the mail itself. One that is encoded, against RFC 2046 §5.2.1, is unpacked first. */
async function writeMessage(part: Part, inner: Part, source: Source): Promise<Entity> {
  if (part.encoding === 'base64' || part.encoding === 'quoted-printable') {
    const bytes = decodeBody(part, source.bytes.subarray(part.bodyStart, part.bodyEnd));
    return writeMessage({ ...part, encoding: '7bit' }, readWhole(bytes), { ...source, bytes });
  }
  const { fields } = readHeader(source.bytes, inner.headerStart, inner.bodyStart);
  const entity = await writeEntity(inner, { ...source, forwarded: true });
  const kept = source.nym.style.forwards === 'whole' ? writeWholeHeader(fields) : writeInnerHeader(fields);
  const header = utf8(`${kept}MIME-Version: 1.0\n${entity.fields}\n`);
  const body = Buffer.concat([header, entity.body]);
  return { fields: writeFields(part, source.ids, isAscii(body) ? '7bit' : '8bit'), body };
}

/** A report of a mail, or a header alone. What cannot go without an encoding goes as a file. */
function writeReported(part: Part, source: Source): Entity {
  const bytes = decodeFile(part, source.bytes.subarray(part.bodyStart, part.bodyEnd));
  const text = rewriteReported(part, bytes, source.nym.style);
  const plain = withoutParams(part, 'charset');
  if (part.type === 'text') {
    const written = writePlainly(text ?? '');
    const { encoding, bytes: body } = encodeText(written.bytes);
    return { fields: writeFields(plain, source.ids, encoding, writeParam('charset', written.charset)), body };
  }
  const kept = text === undefined ? source.files.clean(part, bytes) : utf8(text);
  const body = encodeNot(kept);
  if (body) return { fields: writeFields(plain, source.ids, body.encoding), body: body.bytes };
  const file = encodeBinary(kept);
  const bare = { ...plain, type: 'application', subtype: 'octet-stream' };
  return { fields: writeFields(bare, source.ids, file.encoding), body: file.bytes };
}

function writeLeaf(part: Part, source: Source): Entity {
  const raw = source.bytes.subarray(part.bodyStart, part.bodyEnd);
  if (source.nym.style.html === 'text' && isHtml(part))
    return writeAsText(part, writePlainly(textInHtml(part, raw)), source);
  const text = rewriteText(part, raw);
  if (text) {
    const { encoding, bytes } = encodeText(rewriteIds(cleanPage(part, text.bytes, source), source.ids));
    const plain = withoutParams(part, 'charset');
    return { fields: writeFields(plain, source.ids, encoding, writeParam('charset', text.charset)), body: bytes };
  }
  const file = decodeFile(part, raw);
  const decoded = source.files.clean(part, isRead(part) ? bareArmor(file, ['charset', 'hash']) : file);
  const page = cleanPage(part, decoded, source);
  const { encoding, bytes } = encodeLeaf(part, mayRefer(part) ? rewriteIds(page, source.ids) : page);
  const charset = charsetOf(part, decoded);
  const more = charset === undefined ? [] : [writeParam('charset', charset)];
  return { fields: writeFields(withoutParams(part, 'charset'), source.ids, encoding, ...more), body: bytes };
}

function cleanPage({ type, subtype }: Part, bytes: Buffer, { files }: Source): Buffer {
  return type === 'text' && subtype === 'html' ? files.cleanPage(bytes) : bytes;
}

/** Whether what is not rewritten may name other parts of the mail. */
function mayRefer({ type, subtype }: Part): boolean {
  return type === 'text' && subtype !== 'plain';
}

/** Its name, if any, ends in .html: it stays here. */
function writeAsText(part: Part, { bytes: text, charset }: PlainlyWritten, source: Source): Entity {
  const { encoding, bytes } = encodeText(text);
  const { id: _id, description: _description, disposition: _disposition, ...plain } = part;
  const bare = { ...plain, subtype: 'plain', params: [] };
  return { fields: writeFields(bare, source.ids, encoding, writeParam('charset', charset)), body: bytes };
}

function writeFields(part: Part, ids: ContentIds, encoding: string, ...params: string[]): string {
  const type = writeContentType(part, ids, ...params);
  return `${type}Content-Transfer-Encoding: ${encoding}\n${writeDescription(part, ids)}`;
}

/** The line ends of what travels in lines are the way's and not the file's: some clients send every text that they can so. A lone CR stays. */
function decodeFile(part: Part, raw: Buffer): Buffer {
  const file = part.encoding === 'base64' ? raw : latin1(raw.toString('latin1').replaceAll('\r\n', '\n'));
  return decodeBody(part, file);
}

/** Attached texts keep their line ends; everything that is not text is bytes. */
function encodeLeaf(part: Part, decoded: Buffer): EncodedBody {
  return isRead(part) ? encodeText(decoded) : encodeBinary(decoded);
}

/** Whether a part is a text that is read in the mail itself. */
function isRead(part: Part): boolean {
  return part.type === 'text' && !isFile(part);
}

/** What a text says of its charset; where it says nothing, or is a file, of which each client says something else, what its bytes say. */
function charsetOf(part: Part, decoded: Buffer): string | undefined {
  const said = readParam(part.params, 'charset');
  if (part.type !== 'text' || (said !== undefined && !isFile(part))) return said;
  if (isAscii(decoded)) return 'us-ascii';
  return isUtf8(decoded) ? 'utf-8' : (said ?? 'windows-1252');
}
