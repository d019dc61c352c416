import type { Log } from '../../base/log';
import { codeOf } from '../../base/errors';
import type { SubmissionParts } from './parts';
import { replyError, replyTo } from './replies';

/** The nym that has logged in, or the reply. Every failure makes the next answer under that name slower. */
export async function logIn(parts: SubmissionParts, name: string, password: string): Promise<string | Error> {
  const { authenticate, throttle, log } = parts;
  const address = name.trim().toLowerCase();
  try {
    await throttle.wait(address);
    if (!(await authenticate(address, password))) {
      throttle.failed(address);
      log.warn('a mail client gave a wrong password', { service: 'SMTP' });
      return replyError(535, '5.7.8', 'Wrong address or password. "nymbridge account" shows the right ones.');
    }
    throttle.succeeded(address);
    return address;
  } catch (error) {
    return unavailable(log, error);
  }
}

function unavailable(log: Log, error: unknown): Error {
  log.error('a mail client could not be let in', { code: codeOf(error) });
  return replyTo(error);
}
