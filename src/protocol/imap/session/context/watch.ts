import { ImapError } from '../../errors';
import { writeString } from '../../wire/write';
import { uidsOf } from '../choose';
import type { Chosen } from '../choose';
import type { Selected, Session } from '../session';
import type { Context } from './context';
import { freeze } from './freeze';

/** What a command asks to be kept up to date with. */
export type Watched = Pick<Context, 'uid' | 'key' | 'criteria' | 'items'>;

/** 'bad-state' where a tag is one of a search that is being watched already: what is told would not say which (RFC 5267 §4.3). */
export function mustBeNew({ tag }: Session, { contexts }: Selected): void {
  if (contexts.has(tag)) throw new ImapError('bad-state', 'The tag is that of a search that is kept up to date.');
}

/** Watches a search from here on; more than a session may have are refused by name, and answered nevertheless (RFC 5267 §4.3.1). */
export function watchSearch(session: Session, selected: Selected, watched: Watched, found: readonly Chosen[]): void {
  const { contexts, tracker } = selected;
  const { tag } = session;
  if (contexts.size >= session.limits.contexts) {
    session.output.write(`* NO [NOUPDATE ${writeString(tag)}] Too many searches are kept up to date\r\n`);
    return;
  }
  contexts.set(tag, {
    ...watched,
    tag,
    key: freeze(watched.key, selected),
    results: uidsOf(found),
    asOf: tracker.highestModSeq,
    largestUid: tracker.largestUid ?? 0,
    last: tracker.largestUid ?? 0,
  });
}
