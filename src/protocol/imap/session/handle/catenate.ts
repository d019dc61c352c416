// The parts of a message that APPEND puts together (RFC 4469 §3).
import type { Mailbox, MessageMeta } from '../../backend';
import type { AppendPart } from '../../command/append';
import { readMessageUrl } from '../../command/messageUrl';
import type { MessageUrl } from '../../command/messageUrl';
import { ImapError } from '../../errors';
import { asUid } from '../../ids';
import { locateSection } from '../../message/section';
import { accountOf } from '../session';
import type { Session } from '../session';
import { readAll, sliceOf } from './bytes';

/** A URL whose bytes are not to be had here; `url` is as the client wrote it. */
export class BadUrl extends ImapError {
  constructor(
    readonly url: string,
    message: string,
  ) {
    super('cannot', message);
  }
}

/** A part, its size known before a byte of it has been read. */
interface Piece {
  readonly size: number;
  readonly read: () => Promise<Buffer>;
}

/** Finds each part of a message; nothing is marked as read by it. 'too-big' as soon as there are more than `most` bytes; BadUrl. */
export async function openPieces(session: Session, parts: readonly AppendPart[], most: number): Promise<Piece[]> {
  const pieces: Piece[] = [];
  for (const part of parts) {
    const piece = Buffer.isBuffer(part)
      ? { size: part.length, read: async () => part }
      : await openUrl(session, part.url);
    pieces.push(piece);
    if (totalOf(pieces) > most) throw new ImapError('too-big', `More than the ${most} bytes there may be.`);
  }
  return pieces;
}

export function totalOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { size }) => sum + size, 0);
}

/** The message; 'cannot' where it is empty. */
export async function joinPieces(pieces: readonly Piece[]): Promise<Buffer> {
  const read: Buffer[] = [];
  for (const piece of pieces) read.push(await piece.read());
  const source = read.length === 1 && read[0] ? read[0] : Buffer.concat(read);
  if (source.length === 0) throw new ImapError('cannot', 'The message is empty.');
  return source;
}

async function openUrl(session: Session, url: string): Promise<Piece> {
  const place = readMessageUrl(url);
  if (!place) throw new BadUrl(url, 'That is no URL of a message.');
  if (!isOurs(session, place)) throw new BadUrl(url, 'The URL is not about your own mail on this server.');
  const mailbox = await mailboxOf(session, place);
  const meta = mailbox && (await metaOf(mailbox, place.uid));
  const piece = meta && (await openPlace(mailbox, meta, place, url));
  if (!piece) throw new BadUrl(url, 'There is no such message, or no such part of it.');
  return piece;
}

function isOurs({ user, options }: Session, { server }: MessageUrl): boolean {
  const hosts = options.hosts ?? [];
  return !server || (hosts.includes(server.host) && (server.user ?? user).toLowerCase() === user);
}

async function mailboxOf(session: Session, { mailbox: name, uidValidity }: MessageUrl): Promise<Mailbox | undefined> {
  const mailbox = name === undefined ? openMailbox(session) : await named(session, name);
  return uidValidity === undefined || mailbox?.uidValidity === uidValidity ? mailbox : undefined;
}

function openMailbox({ state }: Session): Mailbox | undefined {
  return state.name === 'selected' ? state.selected.mailbox : undefined;
}

async function named(session: Session, name: string): Promise<Mailbox | undefined> {
  try {
    return await accountOf(session).open(name);
  } catch (error) {
    if (error instanceof ImapError && error.code === 'nonexistent') return undefined;
    throw error;
  }
}

async function metaOf(mailbox: Mailbox, uid: number): Promise<MessageMeta | undefined> {
  for await (const meta of mailbox.read([asUid(uid)])) return meta;
  return undefined;
}

async function openPlace(
  mailbox: Mailbox,
  { uid, size, structure }: MessageMeta,
  { section, partial: asked }: MessageUrl,
  url: string,
): Promise<Piece | undefined> {
  const place = locateSection(structure, section);
  const partial = asked && { start: asked.start, length: asked.length ?? size };
  if (!place) return undefined;
  if (place.filter) {
    const fields = place.filter(await readAll(mailbox.body(uid, place.start, place.end)));
    const { start, end } = sliceOf(0, fields.length, partial);
    // a copy: of a long header no more is held than is asked for
    const kept = Buffer.from(fields.subarray(start, end));
    return { size: kept.length, read: async () => kept };
  }
  const { start, end } = sliceOf(place.start, place.end, partial);
  return {
    size: end - start,
    read: async () => {
      const bytes = await readAll(mailbox.body(uid, start, end));
      if (bytes.length < end - start) throw new BadUrl(url, 'The message has gone meanwhile.');
      return bytes;
    },
  };
}
