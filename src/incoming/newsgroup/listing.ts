import { NntpError } from '../../protocol/nntp';
import type { NntpClient, NntpErrorCode } from '../../protocol/nntp';
import { readMessageId } from '../article';
import type { MessageId } from '../article';

/** An article the server says it has. */
export interface Listed {
  readonly number: number;
  /** Undefined where the server cannot tell beforehand. */
  readonly messageId: MessageId | undefined;
  /** Of the whole article, where the server tells. */
  readonly bytes?: number | undefined;
  readonly subject?: string | undefined;
  readonly date?: string | undefined;
}

/**
 * What a server has between two numbers, rising: by the overview; else by the one field (RFC 3977 §8.5); else every number
 * there could be.
 */
export async function list(client: NntpClient, from: number, to: number): Promise<Listed[]> {
  const listed = (await byOverview(client, from, to)) ?? (await byField(client, from, to)) ?? everyNumber(from, to);
  const once = new Map(listed.map((one) => [one.number, one]));
  return [...once.values()].sort((a, b) => a.number - b.number);
}

function byOverview(client: NntpClient, from: number, to: number): Promise<Listed[] | undefined> {
  return unlessUnsupported(async () => {
    const found: Listed[] = [];
    for await (const { number, messageId, bytes, subject, date } of client.over(from, to))
      found.push({ number, messageId: readMessageId(messageId), bytes, subject, date });
    return found;
  });
}

function byField(client: NntpClient, from: number, to: number): Promise<Listed[] | undefined> {
  return unlessUnsupported(async () => {
    const found: Listed[] = [];
    for await (const { number, value } of client.hdr('Message-ID', { from, to }))
      found.push({ number, messageId: readMessageId(value) });
    return found;
  });
}

function everyNumber(from: number, to: number): Listed[] {
  return Array.from({ length: to - from + 1 }, (_, i) => ({ number: from + i, messageId: undefined }));
}

/** Failures that concern this one command: the articles may still be had. */
const ofCommand: readonly NntpErrorCode[] = ['not-supported', 'not-permitted', 'bad-list', 'server-fault', 'failed'];

async function unlessUnsupported<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof NntpError && !error.lost && ofCommand.includes(error.code)) return undefined;
    throw error;
  }
}
