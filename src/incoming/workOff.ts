import { setImmediate as breathe } from 'node:timers/promises';
import { codeOf } from '../base/errors';
import type { Log } from '../base/log';
import { decrypt } from './decrypt';
import { deliver, dismiss, isStoreTrouble, setAside } from './delivery';
import type { Arrived, DeliveryParts } from './delivery';
import { openMatch } from './match';
import type { Candidate } from './match';
import { nextSpooled } from './newsgroup';
import type { Spooled } from './newsgroup';

export interface WorkParts extends DeliveryParts {
  readonly nyms: DeliveryParts['nyms'] & {
    all(): Promise<readonly Candidate['nym'][]>;
    /** Called after a round that has read a server to its end. */
    forgetOld(now: number): void;
  };
  readonly log: Log;
}

type Match = ReturnType<typeof openMatch>;

/**
 * Looks at every article in the spool, oldest first and one at a time: matches, opens, delivers. Gives how many were
 * delivered. Nothing in an article makes it throw; trouble with the store does, and the article is then as it was.
 */
export async function workOff(parts: WorkParts, signal: AbortSignal): Promise<number> {
  let delivered = 0;
  let match: Match | undefined;
  for (let next = nextSpooled(parts.store); next && !signal.aborted; next = nextSpooled(parts.store)) {
    match ??= openMatch(await parts.nyms.all());
    const outcome = await lookAt(parts, match, next);
    // what was delivered may have changed what the nym is to be recognised by
    if (outcome === 'delivered') match = undefined;
    if (outcome === 'delivered') delivered++;
    // the store answers at once: without this a thousand articles would keep the mail client waiting
    await breathe();
  }
  return delivered;
}

async function lookAt(parts: WorkParts, match: Match, { id, article }: Spooled): Promise<'delivered' | 'passed'> {
  const { store, clock, log } = parts;
  try {
    const arrived = await examine(match, article, clock.now());
    if (arrived) return (await deliver(parts, id, arrived)) ? 'delivered' : 'passed';
    dismiss(store, id);
  } catch (error) {
    if (isStoreTrouble(error)) throw error;
    // a fault of this program must cost neither the article nor those behind it
    log.error('article set aside', { article: id, code: codeOf(error) ?? nameOf(error) });
    setAside(store, id);
  }
  return 'passed';
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

/** The nym whose key opens the article; else the one whose subject it bears. */
async function examine(match: Match, article: Spooled['article'], now: number): Promise<Arrived | undefined> {
  let unreadable: Arrived | undefined;
  for (const { nym, scheme } of match(article)) {
    const finding = await decrypt(article, nym, scheme, now);
    if (finding.kind === 'opened') return { article, nym, scheme, finding };
    if (finding.kind === 'unreadable') unreadable ??= { article, nym, scheme, finding };
  }
  return unreadable;
}
