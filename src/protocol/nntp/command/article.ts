import { NntpError, type Reply } from '../error';
import { articleWord } from '../wire/commandLine';
import { readBlock } from '../wire/reply';
import type { Wish } from './wish';

/** Where an article is: its number in the selected group (0 when it was asked for by Message-ID) and its Message-ID with brackets. */
export interface Placed {
  readonly number: number;
  readonly messageId: string;
}

/** An article, or its header or body: the bytes as on the wire, CRLF, dot-stuffing undone. */
export interface Article extends Placed {
  readonly source: Buffer;
}

/** What of memory is left for articles, in bytes; those who let one go give back what it took. */
export interface Room {
  bytes: number;
}

/** RFC 3977 §6.2.1, §6.2.2, §6.2.3. */
export type ArticleVerb = 'ARTICLE' | 'HEAD' | 'BODY';
const codeOf: Record<ArticleVerb, number> = { ARTICLE: 220, HEAD: 221, BODY: 222 };

/**
 * Asks for an article by its number in the selected group, or by Message-ID. NntpError 'no-such-article' where it is gone,
 * 'too-large' where it was skipped, 'no-room' where it was for lack of room, 'no-group' where a number was asked for too early.
 */
export function askArticle(
  { ask, command }: Wish,
  verb: ArticleVerb,
  which: number | string,
  room: Room = { bytes: Infinity },
): Promise<Article> {
  return ask(command(verb, articleWord(verb, which)), {
    [codeOf[verb]]: async (reply: Reply, turn) => {
      checkNumber(reply, which);
      const source = await readBlock(turn, room.bytes);
      const placed = readPlaced(reply, which);
      room.bytes -= source.length; // only of what is handed over, and so given back
      return { ...placed, source };
    },
  });
}

/** RFC 3977 §6.2.4: whether and where an article is, without its bytes. */
export function askStat({ ask, command }: Wish, which: number | string): Promise<Placed> {
  return ask(command('STAT', articleWord('STAT', which)), {
    223: (reply) => {
      checkNumber(reply, which);
      return readPlaced(reply, which);
    },
  });
}

/** Another number than the one asked for means that replies and commands no longer go together. Some servers always say 0. */
function checkNumber(reply: Reply, which: number | string): void {
  const said = Number(reply.text.split(' ', 1)[0]);
  if (typeof which === 'number' && said !== which && said !== 0) throw new NntpError('unexpected-reply', { reply });
}

function readPlaced(reply: Reply, which: number | string): Placed {
  const messageId = /<[^<>\s]{1,248}>/.exec(reply.text)?.[0];
  if (messageId === undefined) throw new NntpError('bad-article', { reply });
  return { number: typeof which === 'number' ? which : 0, messageId };
}
