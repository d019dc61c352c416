import { asBuffer } from '../../base/bytes';
import { readHeader } from '../../protocol/mime';
import type { NymId, Store } from '../../store';

/** Of a body that is looked into: a ping is one line, and what an exit puts below it is a page at most. */
const mostBytes = 16 * 1024;
/** Of lines that look like one: a mail has one. */
const mostWords = 8;

/** What a mail says that may be a ping (outgoing/transport/packetPing): lines that are nothing but one of its words. */
export interface PingWords {
  readonly words: readonly string[];
  /** Whether it says nothing else. */
  readonly alone: boolean;
}

/** Reads what may be a ping's out of a mail, header and all. Any bytes will do; never throws. */
export function readPingWords(mail: Uint8Array): PingWords {
  const body = asBuffer(mail).subarray(readHeader(mail).end);
  if (body.length > mostBytes) return { words: [], alone: false };
  const lines = body
    .toString('latin1')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return { words: lines.filter((line) => /^[0-9a-f]{32}$/.test(line)).slice(0, mostWords), alone: lines.length === 1 };
}

/**
 * Counts the nym's pings that a mail brings back, each once. Whether there is nothing in it for its owner: it says one of their words, and
 * nothing else. Call it in the transaction that would file the mail.
 */
export function countPing({ pings }: Store, nymId: NymId, { words, alone }: PingWords, at: number): boolean {
  const known = words.filter((word) => pings.arrive(nymId, word, at) !== undefined);
  return alone && known.length > 0;
}
