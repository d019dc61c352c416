// CAPABILITY, NOOP, CHECK, ID, ENABLE, LOGOUT, NAMESPACE, STARTTLS: what is said about the connection itself.
import { TLSSocket } from 'node:tls';
import type { Enable } from '../../command/enable';
import { ImapError } from '../../errors';
import { separator } from '../../wire/mailboxName';
import { writeString } from '../../wire/write';
import { capabilities } from '../capabilities';
import { ok } from '../reply';
import type { Reply } from '../reply';
import { useStream } from '../session';
import { wantModSeqs } from '../report';
import type { Extension, Session } from '../session';

/** RFC 9051 §6.1.1 */
export async function handleCapability(session: Session): Promise<Reply> {
  session.output.write(`* CAPABILITY ${capabilities(session).join(' ')}\r\n`);
  return ok('That is all');
}

/** NOOP and CHECK (RFC 9051 §6.1.2, RFC 3501 §6.4.1): the news is told after any command, and all is on disk at all times. */
export async function handleNoop(): Promise<Reply> {
  return ok('Nothing else to say');
}

/** RFC 9051 §6.1.3 */
export async function handleLogout(session: Session): Promise<Reply> {
  session.output.write('* BYE Good-bye\r\n');
  session.state = { name: 'logout' };
  return ok('Logged out');
}

/** RFC 2971 §3.1 */
export async function handleId(session: Session): Promise<Reply> {
  const fields = Object.entries(session.options.identity ?? {}).flat();
  const list = fields.length === 0 ? 'NIL' : `(${fields.map((field) => writeString(field)).join(' ')})`;
  session.output.write(`* ID ${list}\r\n`);
  return ok('Pleased to meet you');
}

/** RFC 9051 §6.3.10 */
export async function handleNamespace(session: Session): Promise<Reply> {
  session.output.write(`* NAMESPACE (("" "${separator}")) NIL NIL\r\n`);
  return ok('One namespace');
}

const enables: readonly Extension[] = ['IMAP4REV2', 'UTF8=ACCEPT', 'CONDSTORE', 'QRESYNC'];

/** RFC 9051 §6.3.1, RFC 5161 §3.1: what we do not know is passed over in silence. */
export async function handleEnable(session: Session, { capabilities: wanted }: Enable): Promise<Reply> {
  // those that are on already among them: a client that asks again is not to think that they are off
  const enabled = enables.filter((name) => wanted.includes(name));
  // QRESYNC brings CONDSTORE along (RFC 7162 §3.2.3)
  if (enabled.includes('CONDSTORE') || enabled.includes('QRESYNC')) wantModSeqs(session);
  for (const name of enabled) session.enabled.add(name);
  session.output.write(
    `* ENABLED${enabled.map((name) => ` ${name === 'IMAP4REV2' ? 'IMAP4rev2' : name}`).join('')}\r\n`,
  );
  return ok('Enabled');
}

/** RFC 9051 §6.2.1 */
export async function handleStartTls(session: Session): Promise<Reply> {
  const { tls } = session.options;
  if (session.encrypted || !tls) throw new ImapError('bad-state', 'TLS cannot be started here.');
  return {
    ...ok('Begin TLS now'),
    afterwards: async () => {
      await session.output.settled();
      session.input.release();
      session.output.release();
      useStream(session, new TLSSocket(session.stream, { isServer: true, secureContext: tls }));
      session.encrypted = true;
    },
  };
}
