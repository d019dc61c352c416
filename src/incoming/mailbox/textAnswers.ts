import { setImmediate as breathe } from 'node:timers/promises';
import { foldText } from '../../protocol/imap';
import type { StoredKey, Verdicts } from '../../protocol/imap';
import type { Mail, MailboxId, Uid } from '../../store';
import { forClient } from './errors';
import { keepTextsOf } from './keepTexts';

type TextKey = Extract<StoredKey, { kind: 'text' }>;

/** What kept texts say of BODY and TEXT: mails without one, and those too long to be kept whole, decide themselves. Undefined for what nothing is kept of. */
export async function answerText(mail: Mail, id: MailboxId, { part, text }: TextKey): Promise<Verdicts | undefined> {
  const { mailboxes, texts } = mail;
  const needle = needleOf(text);
  const mailbox = needle && forClient(() => mailboxes.byId(id));
  if (!needle || !mailbox) return undefined;
  await keepTextsOf(mail, id);
  const matching: Uid[] = [];
  const open: Uid[] = [];
  for (let after: Uid | 0 = 0; ;) {
    const found = forClient(() => texts.find(id, after, needle, part === 'TEXT' ? 'all' : 'body'));
    if (!found) return { matching, open, uidNext: mailbox.uidNext };
    matching.push(...found.matching);
    open.push(...found.open);
    after = found.last;
    await breathe();
  }
}

/** Undefined for an empty text, which is in every mail, and for lone surrogates, which UTF-8 does not know. */
function needleOf(text: string): Buffer | undefined {
  const folded = foldText(text);
  const bytes = Buffer.from(folded);
  return folded !== '' && bytes.toString() === folded ? bytes : undefined;
}
