import { isNativeError } from 'node:util/types';
import { NetError } from '../../net';
import type { Outcome } from '../letter';

/**
 * What an error of a hand-over means. A 5xx to the recipient or the message is the relay's last word; everything else (greeting, TLS,
 * login, what it has against the client: an exit that is on a list) is about the relay or the way there, and may change. `whole`: the
 * message had been given to its last byte, so that without a reply nobody knows.
 */
export function outcomeOf(error: unknown, whole: boolean): Outcome {
  if (error instanceof NetError) return { result: 'later', reason: error.message, code: error.code };
  const { code, command, responseCode, response } = readError(error);
  if (responseCode === undefined) return { ...unanswered(code, whole), code };
  const final =
    responseCode >= 500 &&
    (command === 'DATA' || (['MAIL FROM', 'RCPT TO'].includes(command) && !isAboutClient(responseCode, response)));
  return {
    result: final ? 'never' : 'later',
    reason: `The relay refused: ${response}`,
    code: `${command} ${responseCode}`.trim(),
  };
}

/**
 * Many relays say only after RCPT what they have against whoever connects, from a list of addresses or for want of a login: 530
 * (RFC 4954 §6), or "security or policy" (RFC 3463 §3.8). Another circuit may do; but for a relay that takes nothing for the nym server.
 */
function isAboutClient(responseCode: number, response: string): boolean {
  return responseCode === 530 || (/^5\d\d[ -]5\.7\.\d/.test(response) && !/relay/i.test(response));
}

/** Without a reply that can be read. The library says EMESSAGE of such a one too, and of a letter that it does not even begin to give. */
function unanswered(code: string, whole: boolean): Exclude<Outcome, { readonly result: 'taken' }> {
  if (whole && code === 'EMESSAGE')
    return { result: 'unknown', reason: 'The relay was given the whole letter, and its answer cannot be read.' };
  if (whole)
    return {
      result: 'unknown',
      reason: 'The relay was given the whole letter, and the connection broke before it answered.',
    };
  if (code === 'EMESSAGE') return { result: 'never', reason: 'The letter is larger than the relay takes.' };
  return { result: 'later', reason: `The connection to the relay failed (${code}).` };
}

/** What nodemailer adds to its errors. */
function readError(error: unknown): {
  code: string;
  command: string;
  responseCode: number | undefined;
  response: string;
} {
  const text = (name: string) => {
    const value: unknown = isNativeError(error) ? Reflect.get(error, name) : undefined;
    return typeof value === 'string' ? value : '';
  };
  const responseCode: unknown = isNativeError(error) ? Reflect.get(error, 'responseCode') : undefined;
  return {
    code: text('code') || 'unknown error',
    // the library's own name for the step, such as RCPT TO
    command: text('command').replace(/[^A-Z ]+/g, ''),
    responseCode: typeof responseCode === 'number' ? responseCode : undefined,
    response: text('response')
      .replace(/[^ -~]+/g, ' ')
      .slice(0, longestResponse),
  };
}

const longestResponse = 200;
