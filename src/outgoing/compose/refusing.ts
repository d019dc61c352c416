import { NymservError } from '../../protocol/nymserv';
import { Refusal } from '../letter';

/** The engine's sentences name line and rule: they are for the person who wrote the mail. */
export function refusing<T>(f: () => T): T {
  try {
    return f();
  } catch (error) {
    if (error instanceof NymservError) throw new Refusal('bad-request', error.message, { cause: error });
    throw error;
  }
}
