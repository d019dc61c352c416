import { codeOf } from '../base/errors';
import { type DueRequest, freshPassphrases, isRotationDue, type Nym } from '../nym';
import { adoptLayer } from './adoptLayer';
import type { Bridge } from './open';
import type { Streets } from './streets';
import { newsFor, newsOfPages } from './news';

type Out = Pick<Streets, 'outgoing'>;

/**
 * Everything about nyms that goes on by itself: keys that end, requests that nobody answered, nyms to be made again, passphrases
 * that have lasted long enough, and what their owner is to be told. To be called every few minutes, and after the newsgroup has been
 * read. Throws for no nym's sake; a store that cannot be written is for the next time.
 */
export async function tendNyms(bridge: Bridge, streets: Out): Promise<void> {
  const { nyms, clock } = bridge;
  nyms.tidy(clock.now());
  for (const due of nyms.dueRequests(clock.now())) await attempt(bridge, () => askAgain(bridge, streets, due));
  for (const nym of await nyms.all()) {
    const { id } = nym;
    await attempt(bridge, () => adoptLayer(bridge, nym));
    await attempt(bridge, () => beginAgain(bridge, streets, id));
    await attempt(bridge, () => rotate(bridge, streets, id));
  }
  await attempt(bridge, async () => {
    tellOwners(bridge, streets);
  });
  await attempt(bridge, async () => {
    tellOfPages(bridge, streets);
  });
}

/** What goes wrong with one nym is not the others' affair. */
async function attempt({ log }: Bridge, chore: () => Promise<void>): Promise<void> {
  try {
    await chore();
  } catch (error) {
    log.error('a nym could not be tended', { code: codeOf(error) });
  }
}

async function askAgain({ nyms, clock }: Bridge, { outgoing }: Out, due: DueRequest): Promise<void> {
  const nym = await nyms.byId(due.id);
  if (!nym) return;
  if (due.isOver) nyms.giveUp(due.id, due.tries, { at: clock.now(), evidence: 'clock' });
  else await outgoing.again(nym, due);
}

/**
 * A nym that is to be made again is, when the server has deleted it; and also when it has said nothing to a month of asking, for a
 * deletion whose answer was lost is never answered again.
 */
async function beginAgain({ nyms, clock, random }: Bridge, { outgoing }: Out, id: Nym['id']): Promise<void> {
  const nym = await nyms.byId(id);
  if (!nym?.wishesRecreation) return;
  if (nym.state === 'deleted' || nym.state === 'expired' || nym.state === 'lost')
    await nyms.recreate(id, clock.now(), random, () => {
      outgoing.beginAnew(id);
    });
  const draft = await nyms.byId(id);
  // at once: until the server has it, the name is anybody's
  if (draft?.state === 'draft') await outgoing.create(draft);
}

async function rotate({ nyms, clock, random }: Bridge, { outgoing }: Out, id: Nym['id']): Promise<void> {
  const nym = await nyms.byId(id);
  if (!nym || !isRotationDue(nym, clock.now())) return;
  const options = freshPassphrases(nym, random);
  if (Object.keys(options).length > 0) await outgoing.config(nym, options, { when: 'soon' });
}

/** The message and the mark that it is there, in one transaction: nobody is told twice. */
function tellOwners({ nyms, store, clock }: Bridge, { outgoing }: Out): void {
  for (const news of nyms.toTell(clock.now())) {
    const row = store.nyms.byId(news.id);
    const told = row && newsFor(row, news);
    if (!told) continue;
    store.transaction(() => {
      outgoing.tell(news.id, told);
      nyms.noteTold(news.id, news.what, clock.now());
    });
  }
}

/** Nothing answers a request that the server could not read, or whose pages it could not bring home (nymserv.md §1). */
function tellOfPages({ nyms, store, clock }: Bridge, { outgoing }: Out): void {
  for (const request of nyms.overduePages(clock.now()))
    store.transaction(() => {
      outgoing.tell(request.nymId, newsOfPages(request.urls));
      nyms.giveUpPages(request);
    });
}
