import { setImmediate as breathe } from 'node:timers/promises';
import { codeOf } from '../base/errors';
import type { Log } from '../base/log';
import type { Article } from './article';
import { decrypt } from './decrypt';
import { deliver, dismiss, isStoreTrouble, setAside } from './delivery';
import type { Arrived, DeliveryParts } from './delivery';
import { openMatch } from './match';
import type { Candidate } from './match';
import { nextSpooled, openSpooled } from './newsgroup';
import type { Spooled } from './newsgroup';

export interface WorkParts extends DeliveryParts {
  readonly nyms: DeliveryParts['nyms'] & {
    all(): Promise<readonly Candidate['nym'][]>;
    /** Called after a round that has read a server to its end. */
    forgetOld(now: number): void;
  };
  readonly log: Log;
}

type Outcome = 'delivered' | 'foreign' | 'passed';

/**
 * Looks at every article in the spool, oldest first and one at a time: matches, opens, delivers. Gives how many were
 * delivered. Nothing in an article makes it throw; trouble with the store does, and the article is then as it was.
 */
export async function workOff(parts: WorkParts, signal: AbortSignal): Promise<number> {
  let delivered = 0;
  for (let batch = nextSpooled(parts.store); batch.length > 0 && !signal.aborted; batch = nextSpooled(parts.store))
    delivered += await lookThrough(parts, batch, signal);
  return delivered;
}

/** What is foreign is said of many at once: a commit waits for the disk, and nearly all are. */
async function lookThrough(parts: WorkParts, batch: readonly Spooled[], signal: AbortSignal): Promise<number> {
  let match = openMatch(await parts.nyms.all());
  let delivered = 0;
  const foreign: Spooled['id'][] = [];
  try {
    for (const one of batch) {
      if (signal.aborted) break;
      const outcome = await lookAt(parts, one, match(one));
      if (outcome === 'foreign') foreign.push(one.id);
      if (outcome !== 'delivered') continue;
      delivered++;
      // it may have changed what the nym is to be recognised by
      match = openMatch(await parts.nyms.all());
    }
  } finally {
    dismiss(parts.store, foreign);
  }
  await breathe();
  return delivered;
}

async function lookAt(parts: WorkParts, { id }: Spooled, candidates: readonly Candidate[]): Promise<Outcome> {
  if (candidates.length === 0) return 'foreign';
  const { store, clock, log } = parts;
  // the store answers at once: without this a thousand articles would keep the mail client waiting
  await breathe();
  try {
    const arrived = await examine(candidates, openSpooled(store, id), clock.now());
    if (!arrived) return 'foreign';
    const { finding } = arrived;
    if (finding.kind === 'unreadable') log.warn('article not opened', { article: id, reason: finding.reason });
    return (await deliver(parts, id, arrived)) ? 'delivered' : 'passed';
  } catch (error) {
    if (isStoreTrouble(error)) throw error;
    // a fault of this program must cost neither the article nor those behind it
    log.error('article set aside', { article: id, code: codeOf(error) ?? nameOf(error) });
    setAside(store, id);
    return 'passed';
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

/** The nym whose key opens the article; else the one whose subject it bears. */
async function examine(candidates: readonly Candidate[], article: Article, now: number): Promise<Arrived | undefined> {
  let unreadable: Arrived | undefined;
  for (const { nym, scheme } of candidates) {
    const finding = await decrypt(article, nym, scheme, now);
    if (finding.kind === 'opened') return { article, nym, scheme, finding };
    if (finding.kind === 'unreadable') unreadable ??= { article, nym, scheme, finding };
  }
  return unreadable;
}
