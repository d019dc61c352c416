// GETQUOTA and GETQUOTAROOT: how full the account is. Clients cannot set it: the owner's configuration does.
import type { Quota } from '../../backend';
import type { OneMailbox } from '../../command/oneMailbox';
import type { GetQuota } from '../../command/quota';
import { ImapError } from '../../errors';
import { writeMailbox } from '../../wire/mailboxName';
import { ok } from '../reply';
import type { Reply } from '../reply';
import { accountOf, speaksUtf8 } from '../session';
import type { Session } from '../session';

/** The one root: all mailboxes share it (RFC 9208 §3.2). */
const rootName = '"storage"';

/** RFC 9208 §4.1.1 */
export async function handleGetQuota(session: Session, { root }: GetQuota): Promise<Reply> {
  const quota = await accountOf(session).quota();
  if (!quota || `"${root}"` !== rootName) throw new ImapError('nonexistent', 'There is no such quota root.');
  session.output.write(writeQuota(quota));
  return ok('That is how full it is');
}

/** RFC 9208 §4.1.2: without a limit there is no root; whether there is such a mailbox does not matter. */
export async function handleGetQuotaRoot(session: Session, { mailbox }: OneMailbox): Promise<Reply> {
  const quota = await accountOf(session).quota();
  const name = writeMailbox(mailbox, speaksUtf8(session));
  session.output.write(`* QUOTAROOT ${name}${quota ? ` ${rootName}` : ''}\r\n${quota ? writeQuota(quota) : ''}`);
  return ok('That is how full it is');
}

/** In units of 1024 bytes (RFC 9208 §5.1). */
function writeQuota({ usedBytes, limitBytes }: Quota): string {
  return `* QUOTA ${rootName} (STORAGE ${Math.ceil(usedBytes / 1024)} ${Math.floor(limitBytes / 1024)})\r\n`;
}
