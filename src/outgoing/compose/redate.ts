import { latin1 } from '../../base/bytes';
import { serverDate } from './stamp';

/** How far, in ms, a letter's Date may be from the time it goes at: less is the worker being busy. */
const mostOff = 60_000;

/**
 * A letter with its Date set to the time it goes at (ms since 1970), where that is another than the one it was written with; else
 * undefined. All Dates of ours have one length, so nothing else of it moves.
 */
export function redated(payload: Buffer, at: number): Buffer | undefined {
  const end = payload.indexOf('\n\n');
  const name = '\nDate: ';
  const start = payload.indexOf(name);
  if (start < 0 || start > end) return undefined;
  const written = Date.parse(payload.toString('latin1', start + name.length, payload.indexOf('\n', start + 1)));
  if (Math.abs(written - at) <= mostOff) return undefined;
  const copy = Buffer.from(payload);
  latin1(serverDate(at)).copy(copy, start + name.length);
  return copy;
}
