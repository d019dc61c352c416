import { NntpError } from '../error';
import type { Limits } from '../limits';
import type { Ask } from '../pipeline';
import { type Command, secretCommand } from '../wire/commandLine';
import type { Capabilities } from './capabilities';

/**
 * Logs in by AUTHINFO USER/PASS (RFC 4643 §2.3), or by SASL PLAIN (§2.4) where the server offers only that. Not pipelined. Throws
 * NntpError 'auth-refused', or 'encryption-required' before anything is sent where the server offers a login only under TLS.
 */
export async function askLogin(
  ask: Ask,
  { limits, can, user, password }: { limits: Limits; can: Capabilities; user: string; password: string },
): Promise<void> {
  // INN offers every mechanism of its SASL library, whose password file is another one: what it has for readers is USER.
  if (!offers(can, 'AUTHINFO', 'USER') && offers(can, 'AUTHINFO', 'SASL') && offers(can, 'SASL', 'PLAIN'))
    return askPlain(ask, limits, user, password);
  if (can.has('STARTTLS') && !offers(can, 'AUTHINFO', 'USER'))
    throw new NntpError('encryption-required', { command: 'AUTHINFO' });
  await askUserPass(ask, limits, user, password);
}

function offers(can: Capabilities, label: string, arg: string): boolean {
  return can.get(label)?.some((one) => one.toUpperCase() === arg) ?? false;
}

/** RFC 4616 §2: empty authorization identity, NUL, user name, NUL, password. */
async function askPlain(ask: Ask, limits: Limits, user: string, password: string): Promise<void> {
  if (`${user}${password}`.includes('\0')) throw new NntpError('bad-argument', { command: 'AUTHINFO SASL PLAIN ***' });
  const response = Buffer.from(`\0${user}\0${password}`, 'utf8').toString('base64');
  await ask(secretCommand(limits.commandBytes, 'AUTHINFO SASL PLAIN', response), { 281: done, 283: done });
}

async function askUserPass(ask: Ask, limits: Limits, user: string, password: string): Promise<void> {
  const line = (verb: string, secret: string): Command => secretCommand(limits.commandBytes, verb, secret);
  const pass = line('AUTHINFO PASS', password); // checked before the name goes out
  const more = await ask(line('AUTHINFO USER', user), { 281: () => false, 381: () => true });
  if (more) await ask(pass, { 281: done });
}

const done = (): void => undefined;
