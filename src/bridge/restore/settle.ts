import { renewExported } from '../../moving';
import { doubtLetters } from '../../outgoing';
import type { Store } from '../../store';
import { readCertificate, type Surroundings } from '../surroundings';

/** What a restored store has. */
export interface Settled {
  readonly nyms: number;
  readonly messages: number;
  readonly doubted: number;
  /** PEM; undefined where `init` had not made it yet. */
  readonly certificate: string | undefined;
}

/**
 * Makes a store from the past fit to go on from, in one transaction. Mail clients may know UIDs that it would give out again: its
 * mailboxes are new to them. Letters waiting in it may have been sent: they are not sent again. The news go on from where they were
 * read then, and what was delivered since is delivered once more, for it is not here any more.
 */
export function settle(store: Store, made: number, { clock, random }: Surroundings): Settled {
  const day = new Date(made).toISOString().slice(0, 10);
  const reason = `It was waiting when the backup of ${day} was made, which has been restored: it may have been sent since then.`;
  return store.transaction(() => {
    const doubted = doubtLetters({ store, clock, random }, reason);
    renewExported(store, store.mail.mailboxes.renewValidity(clock.now()));
    const nyms = store.nyms.all();
    const boxes = nyms.flatMap(({ id }) => store.mail.mailboxes.list(id));
    const messages = boxes.reduce((sum, one) => sum + one.messages, 0);
    return { nyms: nyms.length, messages, doubted, certificate: readCertificate(store)?.certificate };
  });
}
