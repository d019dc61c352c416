import { ImapError } from '../errors';
import { withPatience } from './session';
import type { Session } from './session';

/** Tells what happens as it happens, until the client sends something. 'timeout' where it does not for too long. */
export async function listen(session: Session, tell: () => Promise<void>): Promise<void> {
  let stirred = true;
  let wake = new AbortController();
  const onOver = () => {
    wake.abort();
  };
  const stop = watch(session, () => {
    stirred = true;
    wake.abort();
  });
  try {
    await withPatience(session, async (over) => {
      over.addEventListener('abort', onOver);
      try {
        while (stirred || !session.input.pending) {
          if (over.aborted) throw new ImapError('timeout', 'Idle for too long.');
          // Made anew before the news is told: what happens while telling must wake us again.
          wake = new AbortController();
          const news = stirred;
          stirred = false;
          if (news) await tell();
          await session.output.flush();
          await session.input.ready(wake.signal);
        }
      } finally {
        over.removeEventListener('abort', onOver);
      }
    });
  } finally {
    stop();
  }
}

/** The open mailbox, or all of the account where the client wants to know of it. */
function watch({ state, notifying }: Session, listener: () => void): () => void {
  if (state.name !== 'selected' && state.name !== 'authenticated') return () => undefined;
  if (notifying) return state.account.watch(listener);
  return state.name === 'selected' ? state.selected.mailbox.watch(listener) : () => undefined;
}
