import { setImmediate as breathe } from 'node:timers/promises';
import { formsVersion, headersTest, headerTest } from '../../protocol/imap';
import type { StoredKey, Verdicts } from '../../protocol/imap';
import type { MailboxId, Messages, Uid } from '../../store';
import { forClient } from './errors';
import { readForms } from './forms';

export type HeaderKey = Extract<StoredKey, { kind: 'header' }>;

/** Headers looked through at once: as one text, which takes the driver longer once it is some hundred kilobytes. */
const slice = 200;

/** What kept headers say of a field. Undefined where the mailbox is gone. */
export async function answerHeader(
  messages: Messages,
  id: MailboxId,
  { name, text }: HeaderKey,
): Promise<Verdicts | undefined> {
  const snapshot = forClient(() => messages.snapshot(id));
  if (!snapshot) return undefined;
  const [pass, passes] = [headersTest(name, text), headerTest(name, text)];
  const [matching, open]: [Uid[], Uid[]] = [[], []];
  for (let at = 0; at < snapshot.messages.uids.length; at += slice) {
    if (at > 0) await breathe();
    const some = snapshot.messages.uids.slice(at, at + slice);
    const together = forClient(() => messages.headers(id, some, formsVersion));
    matching.push(...pass(together));
    if (together.without.length === 0) continue;
    for (const { uid, header } of forClient(() => readForms(messages, id, together.without, ['header'])))
      if (!header) open.push(uid);
      else if (passes(header)) matching.push(uid);
  }
  return { matching: matching.sort(byUid), open: open.sort(byUid), uidNext: snapshot.uidNext };
}

function byUid(a: Uid, b: Uid): number {
  return a - b;
}
