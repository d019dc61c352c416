// CANCELUPDATE: searches are kept up to date no longer.
import type { CancelUpdate } from '../../command/cancelUpdate';
import { ok } from '../reply';
import type { Reply } from '../reply';
import { selectedOf } from '../session';
import type { Session } from '../session';

/** RFC 5267 §4.3.5. A tag that is none of theirs may be that of a search which was refused to be kept up to date. */
export async function handleCancelUpdate(session: Session, { tags }: CancelUpdate): Promise<Reply> {
  const { contexts } = selectedOf(session);
  for (const tag of tags) contexts.delete(tag);
  return ok('No more of those');
}
