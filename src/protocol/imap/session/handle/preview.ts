// The PREVIEW item of FETCH.
import type { Mailbox, MessageMeta } from '../../backend';
import { previewPart, readPreview } from '../../message/preview';
import { writeText } from '../../message/text';
import type { Session } from '../session';
import { readAll } from './bytes';

/** RFC 8970 §3.2: worked out when it is asked for, from a bounded beginning, so LAZY gets it as well. False where the message has gone. */
export async function writePreview(
  { output, limits }: Session,
  mailbox: Mailbox,
  { uid, structure }: MessageMeta,
): Promise<boolean> {
  const part = previewPart(structure.root);
  const start = part?.bodyStart ?? 0;
  const end = Math.min(part?.bodyEnd ?? 0, start + limits.previewBytes);
  const bytes = await readAll(mailbox.body(uid, start, end));
  const gone = bytes.length < end - start;
  output.write(`PREVIEW ${gone ? 'NIL' : writeText(part ? readPreview(part, bytes) : '')}`);
  return !gone;
}
