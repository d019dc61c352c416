import { readReturns } from '../command/returns';
import { Cursor } from '../wire/cursor';
import { isTagChar } from '../wire/lexical';
import type { RawCommand } from '../wire/rawCommand';
import type { Session } from './session';

/**
 * A search that was to be saved and got NO leaves nothing: `$` must not mean what an earlier one found (RFC 5182 §2.1). Goes by what the
 * client wrote: the search may have failed before it was understood.
 */
export function forgetUnsaved({ state }: Session, refused: RawCommand): void {
  if (state.name === 'selected' && saves(refused)) state.selected.saved = [];
}

function saves(raw: RawCommand): boolean {
  const c = new Cursor(raw);
  try {
    c.takeWhile(isTagChar);
    c.take(' UID');
    return (c.take(' SEARCH RETURN ') || c.take(' SORT RETURN ')) && readReturns(c).names.includes('SAVE');
  } catch {
    return false;
  }
}
