import { Refusal } from '../letter';
import type { RefusalCode } from '../letter';

/** Reply code and enhanced status code (RFC 3463) of each refusal: 4xx where waiting helps, 5xx where the mail has to change. */
const codes: Record<RefusalCode, readonly [number, string]> = {
  'not-this-nym': [550, '5.7.1'],
  'no-recipient': [554, '5.6.0'],
  'bad-recipient': [553, '5.1.3'],
  'mixed-recipients': [554, '5.7.1'],
  'bad-request': [554, '5.6.0'],
  unreadable: [554, '5.6.0'],
  'line-too-long': [554, '5.6.0'],
  'too-big': [552, '5.3.4'],
  'too-many-recipients': [554, '5.5.3'],
  'breaks-signature': [554, '5.6.0'],
  'tells-too-much': [554, '5.6.0'],
  'nym-not-active': [550, '5.7.1'],
  'nym-busy': [450, '4.2.1'],
  'key-expired': [550, '5.7.1'],
  'cannot-encrypt': [550, '5.7.5'],
  'daily-limit': [452, '4.2.1'],
  unavailable: [451, '4.3.0'],
};

/** An error as the SMTP library prints it: `code enhanced sentence`. */
export interface ReplyError extends Error {
  readonly responseCode: number;
}

/** The error reply to a command. */
export function replyError(code: number, enhanced: string, sentence: string): ReplyError {
  return Object.assign(new Error(`${enhanced} ${sentence}`), { responseCode: code });
}

/** What the client is told of anything thrown: a Refusal's own sentence, a bland one for everything else. */
export function replyTo(error: unknown): ReplyError {
  if (error instanceof Refusal) {
    const [code, enhanced] = codes[error.code];
    return replyError(code, enhanced, error.message);
  }
  return replyError(451, '4.3.0', 'The mail could not be stored. Nothing was sent; try again later.');
}
