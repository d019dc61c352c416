// LOGIN and AUTHENTICATE PLAIN: how a connection comes to an account.
import { readPlain } from '../../command/authenticate';
import type { Authenticate } from '../../command/authenticate';
import type { Login } from '../../command/login';
import { ImapError } from '../../errors';
import { capabilities, mayLogIn } from '../capabilities';
import { ok } from '../reply';
import type { Reply } from '../reply';
import { readLine } from '../session';
import type { Session } from '../session';

/** RFC 9051 §6.2.3 */
export async function handleLogin(session: Session, { user, password }: Login): Promise<Reply> {
  checkPrivacy(session);
  const text = password.use((bytes) => bytes.toString('utf8'));
  password.wipe();
  return logIn(session, user, text);
}

/** RFC 9051 §6.2.2, PLAIN only (RFC 4616 §2). */
export async function handleAuthenticate(session: Session, { mechanism, initial }: Authenticate): Promise<Reply> {
  if (mechanism !== 'PLAIN') throw new ImapError('cannot', 'PLAIN is the only mechanism here.');
  checkPrivacy(session);
  const answer = initial ? initial.use((bytes) => bytes.toString('latin1')) : await ask(session);
  // "*" takes the command back (RFC 9051 §6.2.2)
  if (answer === '*') throw new ImapError('syntax', 'AUTHENTICATE was taken back.');
  const found = readPlain(answer === '=' ? '' : answer);
  if (!found) throw new ImapError('auth-failed', 'That is no answer to PLAIN.');
  return logIn(session, found.user, found.password);
}

async function ask(session: Session): Promise<string> {
  session.output.write('+ \r\n');
  await session.output.flush();
  return readLine(session);
}

/** A password in the clear is refused, and not looked at: the client must not learn whether it was right. */
function checkPrivacy(session: Session): void {
  if (!mayLogIn(session)) throw new ImapError('privacy-required', 'Start TLS before logging in.');
}

async function logIn(session: Session, user: string, password: string): Promise<Reply> {
  const { backend, throttle, log, remote } = session.options;
  const name = throttleName(user, remote);
  await throttle.wait(name, session.options.signal);
  const account = await backend.login(user, password);
  if (!account) {
    throttle.failed(name);
    log.warn('imap login refused');
    throw new ImapError('auth-failed', 'User name or password is wrong.');
  }
  throttle.succeeded(name);
  log.info('imap login', { encrypted: session.encrypted });
  session.state = { name: 'authenticated', account };
  session.user = user.trim().toLowerCase();
  return ok('Logged in', `CAPABILITY ${capabilities(session).join(' ')}`);
}

/** Backends take a name in any case and with blanks around it: each spelling a name of its own would give a guesser as many tries. */
function throttleName(user: string, remote: string | undefined): string {
  const name = user.trim().toLowerCase();
  return remote === undefined ? name : `${remote} ${name}`;
}
