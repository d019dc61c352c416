// APPEND: messages that a client brings, or has put together from what is here.
import { readStructure } from '../../../mime';
import type { Append, AppendMessage } from '../../command/append';
import type { NewMessage } from '../../backend';
import { writeNumberSet } from '../../wire/sequenceSet';
import { tellNormalized } from '../normalized';
import { ok } from '../reply';
import type { Reply } from '../reply';
import { accountOf } from '../session';
import type { Session } from '../session';
import { BadUrl, joinPieces, openPieces, totalOf } from './catenate';
import { orTryCreate } from './copy';

/** RFC 9051 §6.3.12, RFC 3502 §6.3.11; the code is that of UIDPLUS (RFC 4315 §3), or names the URL that will not do (RFC 4469 §4). */
export async function handleAppend(session: Session, { mailbox, given, messages }: Append): Promise<Reply> {
  try {
    const made = await makeMessages(session, messages);
    const { uidValidity, uids } = await orTryCreate(accountOf(session).append(mailbox, made));
    await tellNormalized(session, { mailbox, given });
    return ok('Appended', `APPENDUID ${uidValidity} ${writeNumberSet(uids)}`);
  } catch (error) {
    if (!(error instanceof BadUrl)) throw error;
    // one code is all there is room for, and a client can do something about this one (RFC 9051 §6.3.12)
    await orTryCreate(accountOf(session).status(mailbox));
    return { status: 'NO', code: `BADURL ${writeUrl(error.url)}`, text: error.message };
  }
}

/** Sizes are added up before any message is made: what short URLs name together could be any number of gigabytes. */
async function makeMessages(session: Session, messages: readonly AppendMessage[]): Promise<NewMessage[]> {
  const now = new Date(session.options.clock.now());
  let left = session.limits.appendBytes;
  const opened = [];
  for (const { parts, ...rest } of messages) {
    const pieces = await openPieces(session, parts, Math.min(session.limits.messageBytes, left));
    left -= totalOf(pieces);
    opened.push({ pieces, ...rest });
  }
  const made: NewMessage[] = [];
  for (const { pieces, flags, internalDate } of opened) {
    const source = await joinPieces(pieces);
    made.push({ source, structure: readStructure(source), flags, internalDate: internalDate ?? now });
  }
  return made;
}

/** url-resp-text (RFC 4469 §5): no bracket or backslash, and nothing that would end the line. No URL that follows the rules has any. */
function writeUrl(url: string): string {
  const text = url.slice(0, 500).replace(/[^\x21-\x5a\x5e-\x7e[]/g, '?');
  return text === '' ? '?' : text;
}
