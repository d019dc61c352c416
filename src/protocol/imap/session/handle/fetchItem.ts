// The items of FETCH that need more than flags: from the stored description of a message, or from its bytes.
import { openBody } from '../../../mime';
import type { Part } from '../../../mime';
import type { Mailbox, MessageMeta } from '../../backend';
import type { FetchItem } from '../../command/fetch';
import type { Partial } from '../../command/section';
import { ImapError } from '../../errors';
import { writeBodyStructure } from '../../message/bodyStructure';
import { writeEnvelope } from '../../message/envelope';
import { findPart, isWhole, locateSection } from '../../message/section';
import type { Extract } from '../../message/section';
import { sendLiteral } from '../../response/literal';
import type { Output } from '../../wire/output';
import type { Session } from '../session';
import { cut, readAll, sliceOf } from './bytes';
import { describedItems } from './plainItems';
import type { ReadItem } from './plainItems';
import { writePreview } from './preview';

type SectionItem = FetchItem & { readonly kind: 'section' };
type BinaryItem = FetchItem & { readonly kind: 'binary' };

/** Writes an item with its value. False where the message has gone meanwhile. */
export async function writeItem(
  session: Session,
  mailbox: Mailbox,
  meta: MessageMeta,
  item: ReadItem,
): Promise<boolean> {
  switch (item.kind) {
    case 'section':
      return writeSectionItem(session.output, mailbox, meta, item);
    case 'binary':
      return writeBinary(session.output, mailbox, meta, item);
    case 'binary-size':
      session.output.write(`${item.label} ${(await measure(mailbox, meta, binaryPart(meta, item.path))).size}`);
      return true;
    case 'preview':
      return writePreview(session, mailbox, meta);
    case 'ENVELOPE':
      session.output.write(`ENVELOPE ${writeEnvelope(meta.structure.envelope)}`);
      return true;
    case 'BODY':
    case 'BODYSTRUCTURE':
      session.output.write(`${item.kind} ${writeBodyStructure(meta.structure.root, item.kind === 'BODYSTRUCTURE')}`);
      return true;
    default:
      session.output.write(describedItems[item.kind](meta));
      return true;
  }
}

/** `<origin>` after the label of a partial (RFC 9051 §7.5.2). */
export function writeLabel(label: string, partial: Partial | undefined): string {
  return partial ? `${label}<${partial.start}> ` : `${label} `;
}

/** In the middle of an answer there is no way to say that something failed. */
export async function orHangUp<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new ImapError('closed', 'An answer could not be finished.', { cause: error });
  }
}

async function writeSectionItem(
  output: Output,
  mailbox: Mailbox,
  meta: MessageMeta,
  { label, section, partial }: SectionItem,
): Promise<boolean> {
  const { uid, size } = meta;
  output.write(writeLabel(label, partial));
  const place = isWhole(section) ? { start: 0, end: size } : locateSection(meta.structure, section);
  if (!place) {
    output.write('NIL');
    return true;
  }
  if (place.filter) return sendFiltered(output, mailbox, uid, place, partial);
  const { start, end } = sliceOf(place.start, place.end, partial);
  return sendLiteral(output, end - start, mailbox.body(uid, start, end));
}

async function sendFiltered(
  output: Output,
  mailbox: Mailbox,
  uid: MessageMeta['uid'],
  { start, end, filter }: Extract,
  partial: Partial | undefined,
): Promise<boolean> {
  const header = await readAll(mailbox.body(uid, start, end));
  const fields = filter ? filter(header) : header;
  const { start: from, end: to } = sliceOf(0, fields.length, partial);
  return sendLiteral(output, to - from, once(fields.subarray(from, to)));
}

/** BINARY: the part with its transfer encoding undone, as a literal8 where it holds a NUL (RFC 9051 §6.4.5.1). */
async function writeBinary(
  output: Output,
  mailbox: Mailbox,
  meta: MessageMeta,
  { label, path, partial }: BinaryItem,
): Promise<boolean> {
  const part = binaryPart(meta, path);
  const { size, hasNul } = await measure(mailbox, meta, part);
  output.write(writeLabel(label, partial));
  if (!part) {
    output.write('NIL');
    return true;
  }
  const { start, end } = sliceOf(0, size, partial);
  return sendLiteral(output, end - start, cut(decoded(mailbox, meta, part), start, end), hasNul ? '~' : '');
}

async function measure(
  mailbox: Mailbox,
  meta: MessageMeta,
  part: Encoded | undefined,
): Promise<{ size: number; hasNul: boolean }> {
  let size = 0;
  let hasNul = false;
  for await (const piece of part ? decoded(mailbox, meta, part) : []) {
    size += piece.length;
    hasNul ||= piece.includes(0);
  }
  return { size, hasNul };
}

/** What of a part is decoded: the whole message has no encoding of its own, and neither has a multipart. */
type Encoded = Pick<Part, 'bodyStart' | 'bodyEnd' | 'encoding'>;

const encodings = ['7bit', '8bit', 'binary', 'base64', 'quoted-printable'];

/** 'unknown-cte', before anything of the message has been said (RFC 9051 §7.1, UNKNOWN-CTE). */
export function checkItem(meta: MessageMeta, item: FetchItem): void {
  const part = item.kind === 'binary' || item.kind === 'binary-size' ? binaryPart(meta, item.path) : undefined;
  if (part && !encodings.includes(part.encoding))
    throw new ImapError('unknown-cte', 'The part is in a transfer encoding that is not known here.');
}

function binaryPart({ structure }: MessageMeta, path: readonly number[]): Encoded | undefined {
  if (path.length === 0) return { bodyStart: 0, bodyEnd: structure.size, encoding: 'binary' };
  return findPart(structure.root, path);
}

/** Decoded as it streams: once to count, since a literal begins with its length, and once to send. */
async function* decoded(mailbox: Mailbox, { uid }: MessageMeta, part: Encoded): AsyncGenerator<Buffer> {
  const decoder = openBody(part);
  for await (const piece of mailbox.body(uid, part.bodyStart, part.bodyEnd)) yield decoder.write(piece);
  yield decoder.end();
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
