// IDLE: the client listens.
import { ImapError } from '../../errors';
import { ok } from '../reply';
import type { Reply } from '../reply';
import { report, sayHighestModSeq } from '../report';
import { mayTellAll } from '../states';
import { readLine, withPatience } from '../session';
import type { Session } from '../session';

/** RFC 9051 §6.3.13: tells what happens as it happens, until the client says DONE. */
export async function handleIdle(session: Session): Promise<Reply> {
  session.output.write('+ Idling\r\n');
  let stirred = true;
  let wake = new AbortController();
  const stop = watch(session, () => {
    stirred = true;
    wake.abort();
  });
  try {
    await withPatience(session, async (over) => {
      over.addEventListener('abort', () => {
        wake.abort();
      });
      while (stirred || !session.input.pending) {
        if (over.aborted) throw new ImapError('timeout', 'Idle for too long.');
        // Made anew before the news is told: what happens while telling must wake us again.
        wake = new AbortController();
        const news = stirred;
        stirred = false;
        if (news) await tellNews(session);
        await session.output.flush();
        await session.input.ready(wake.signal);
      }
    });
  } finally {
    stop();
  }
  const line = await readLine(session);
  if (line.toUpperCase() !== 'DONE') throw new ImapError('syntax', 'Expected DONE.');
  return ok('Back to work');
}

async function tellNews(session: Session): Promise<void> {
  const modSeq = await report(session, mayTellAll);
  if (modSeq !== undefined) sayHighestModSeq(session, modSeq);
}

function watch({ state }: Session, listener: () => void): () => void {
  return state.name === 'selected' ? state.selected.mailbox.watch(listener) : () => undefined;
}
