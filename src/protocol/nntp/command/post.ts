import { toCrlf } from '../../../base/bytes';
import type { Ask } from '../pipeline';
import { stuffDots } from '../wire/block';
import type { Command } from '../wire/commandLine';
import { type Answers, readAnswer } from '../wire/reply';

const codes = { POST: { goAhead: 340, taken: 240 }, IHAVE: { goAhead: 335, taken: 235 } } as const;

/**
 * POST or IHAVE (RFC 3977 §6.3.1, §6.3.2): waits to be told to go ahead, then sends the article, any line ends made CRLF. Resolves
 * when the server has taken it. NntpError 'rejected' and 'not-wanted' are for good, 'not-now' is not.
 */
export async function askToTake(ask: Ask, verb: 'POST' | 'IHAVE', command: Command, source: Uint8Array): Promise<void> {
  const { goAhead, taken } = codes[verb];
  const end: Answers<undefined> = { [taken]: () => undefined };
  await ask(command, {
    [goAhead]: async (_reply, turn) => {
      await turn.wire.send(stuffDots(toCrlf(source)));
      await readAnswer(turn, end);
    },
  });
}
