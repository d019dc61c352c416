import { Secret } from '../../../base/secret';
import { ImapError } from '../errors';
import { afterSpace, readKeyword } from '../wire/lexical';
import type { CommandForm } from './form';

/** AUTHENTICATE (RFC 9051 §6.2.2), with the first answer where the client sent it along (SASL-IR). */
export interface Authenticate {
  readonly mechanism: string;
  /** Still in base64; "=" is an empty answer (RFC 4959 §3). */
  readonly initial?: Secret;
}

export const authenticate: CommandForm<Authenticate> = {
  read: (c) => {
    const mechanism = afterSpace(c, readKeyword);
    if (!c.take(' ')) return { mechanism };
    return { mechanism, initial: Secret.fromText(c.takeWhile((code) => code > 0x20 && code < 0x7f)) };
  },
  show: ({ mechanism }) => `AUTHENTICATE ${mechanism === 'PLAIN' ? mechanism : '[mechanism]'} [secret]`,
};

// base64 = *(4base64-char) [base64-terminal]                                RFC 9051 §9
const isBase64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The user and password of SASL PLAIN: authzid NUL authcid NUL passwd (RFC 4616 §2), in base64. Undefined where it is none; 'syntax' where that is no base64. */
export function readPlain(base64: string): { readonly user: string; readonly password: string } | undefined {
  if (!isBase64.test(base64)) throw new ImapError('syntax', 'The answer is not in base64.');
  const [authorize, user, password, ...rest] = Buffer.from(base64, 'base64').toString('utf8').split('\0');
  if (!user || password === undefined || rest.length > 0) return undefined;
  // One user cannot act for another here.
  return authorize === '' || authorize === user ? { user, password } : undefined;
}
