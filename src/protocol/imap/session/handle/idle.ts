// IDLE: the client listens.
import { ImapError } from '../../errors';
import { listen } from '../listen';
import { tellNewsBetween, tellWhatCan } from '../news';
import { ok } from '../reply';
import type { Reply } from '../reply';
import { readLine } from '../session';
import type { Session } from '../session';

/** RFC 9051 §6.3.13: tells what happens as it happens, until the client says DONE. What cannot be found out now is told later. */
export async function handleIdle(session: Session): Promise<Reply> {
  session.output.write('+ idling\r\n');
  await listen(session, () => tellWhatCan(() => tellNewsBetween(session)));
  const line = await readLine(session);
  if (line.toUpperCase() !== 'DONE') throw new ImapError('syntax', 'Expected DONE.');
  return ok('Back to work');
}
