// Names that a client gives otherwise than they are: a client of IMAP4rev2 is told which they stand for.
import { writeListLine } from '../response/list';
import { listMailboxes } from './listing';
import type { Listed } from './listing';
import { accountOf, speaksUtf8 } from './session';
import type { Session } from './session';

interface Normalized {
  readonly mailbox: string;
  /** As the client gave it, where that is not in NFC. */
  readonly given: string | undefined;
}

/** LIST with OLDNAME (RFC 9051 §6.3.4 to RFC 9051 §6.3.6, RFC 9051 §6.3.9.7, RFC 9051 §6.3.12); nothing where the name is as it was given. */
export async function tellNormalized(session: Session, name: Normalized): Promise<void> {
  if (name.given === undefined || !session.enabled.has('IMAP4REV2')) return;
  session.output.write(await writeOne(session, name));
}

/** The line that LIST has for a mailbox, with what it was called by the client, and the line end. */
export async function writeOne(session: Session, { mailbox, given: oldName }: Normalized): Promise<string> {
  const listed = await listOne(session, mailbox);
  return `${writeListLine({ ...listed, ...(oldName !== undefined && { oldName }) }, speaksUtf8(session))}\r\n`;
}

async function listOne(session: Session, name: string): Promise<Listed> {
  const command = { reference: '', patterns: [name], select: [], returns: [], extended: false };
  const [listed] = listMailboxes(await accountOf(session).list(), command);
  return listed ?? { name, attributes: ['\\NonExistent'] };
}
