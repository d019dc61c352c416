import { setImmediate as breathe } from 'node:timers/promises';
import { codeOf } from '../base/errors';
import type { Log } from '../base/log';
import { decrypt } from './decrypt';
import type { Around } from './decrypt';
import { dismiss, innerOf, isStoreTrouble, prepare, setAside } from './delivery';
import type { Arrived, DeliveryParts, Ready } from './delivery';
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
  /** Where keys are tried on what is most likely somebody else's; in this thread where it is left out. */
  readonly raw?: Around['raw'];
}

/**
 * Looks at every article in the spool, oldest first: matches, opens, delivers. Gives how many were delivered. Nothing in an article
 * makes it throw; trouble with the store does, and what was not filed is then as it was.
 */
export async function workOff(parts: WorkParts, signal: AbortSignal): Promise<number> {
  let delivered = 0;
  let match: Match | undefined;
  let searched = 0;
  for (let batch = nextSpooled(parts.store); batch.length > 0 && !signal.aborted; batch = nextSpooled(parts.store)) {
    if (!match) {
      ({ searched } = parts.store.spool.passes());
      match = openMatch(await parts.nyms.all());
    }
    const looked = await lookAtEach(parts, takeGroup(batch, match));
    // what comes behind a change of its nym is looked at once more
    const change = looked.findIndex(({ ready }) => ready?.changesNym);
    const fates = finish(parts, change < 0 ? looked : looked.slice(0, change + 1), searched);
    // what was delivered may have changed what a nym is to be recognised by, and opened with
    if (fates.some((fate) => fate !== 'known') || parts.store.spool.passes().searched !== searched) match = undefined;
    delivered += fates.filter((fate) => fate === 'filed').length;
    // the store answers at once: without this a thousand articles would keep the mail client waiting
    await breathe();
  }
  return delivered;
}

type Match = ReturnType<typeof openMatch>;

const limits = {
  /** Articles that are filed by one commit, which waits for the disk. */
  together: 32,
  bytes: 4 * 1024 * 1024,
  /** Those of them that are opened side by side: as many as Node has threads, on which signatures are checked and texts unpacked. */
  sideBySide: 4,
  /** What has been opened and waits to be filed: an article may unpack to a thousand times its bytes, and who posts 32 such means ill. */
  heldBytes: 8 * 1024 * 1024,
} as const;

interface Candidated {
  readonly id: Spooled['id'];
  readonly candidates: readonly Candidate[];
}

/** The next articles, up to as many as may be for a nym here and can be held in memory together; all that are foreign among them. */
function takeGroup(batch: readonly Spooled[], match: Match): Candidated[] {
  const group: Candidated[] = [];
  let ours = 0;
  let bytes = 0;
  for (const one of batch) {
    const candidates = match(one);
    if (candidates.length > 0) {
      if (ours > 0 && (ours === limits.together || bytes + one.bytes > limits.bytes)) break;
      ours++;
      bytes += one.bytes;
    }
    group.push({ id: one.id, candidates });
    if (candidates.some(movesLayer)) break;
  }
  return group;
}

/** Whether what the article is opened with is surely another afterwards: those behind it, opened with it too, would be opened in vain. */
function movesLayer({ nym, scheme }: Candidate): boolean {
  return scheme !== 'trial' && nym.layers.length > 0;
}

/** What looking at an article gave: a mail to be filed, or nothing, or a fault of this program. */
interface Looked {
  readonly id: Spooled['id'];
  readonly ready?: Ready;
  readonly isFaulty?: true;
}

/** In order, some side by side: as many as can be held in memory together once they are open, and at least one. */
async function lookAtEach(parts: WorkParts, group: readonly Candidated[]): Promise<Looked[]> {
  const looked: Looked[] = [];
  const left = group.entries();
  let held = 0;
  const work = async () => {
    for (const [at, one] of left) {
      const found = await lookAt(parts, one);
      looked[at] = found;
      held += found.ready?.bytes ?? 0;
      if (held >= limits.heldBytes) return;
    }
  };
  await Promise.all(Array.from({ length: limits.sideBySide }, work));
  return looked;
}

async function lookAt(parts: WorkParts, { id, candidates }: Candidated): Promise<Looked> {
  if (candidates.length === 0) return { id };
  try {
    const arrived = await examine(parts, candidates, id);
    if (!arrived) return { id };
    return { id, ready: await prepare(parts, id, arrived) };
  } catch (error) {
    noteFault(parts, error);
    return { id, isFaulty: true };
  }
}

/**
 * A fault of this program must cost neither the article nor those behind it. Throws what is no fault. Not a word of which article: only
 * one that may be ours gets here, and somebody may have posted it to read in the log whose it is.
 */
function noteFault({ log }: WorkParts, error: unknown): void {
  if (isStoreTrouble(error)) throw error;
  log.error('article set aside', { code: codeOf(error) ?? nameOf(error) });
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

type Fate = ReturnType<Ready['file']>;

/**
 * Says of each what became of it, and files what is to be filed. Gives what became of those. None is dismissed, or called
 * unreadable, where another process has searched the spool for a nym since the nyms were read: it may know what we do not, and counts on us to look for
 * it here.
 */
function finish(parts: WorkParts, looked: readonly Looked[], searched: number): Fate[] {
  const { store } = parts;
  const ready = looked.flatMap((one) => (one.ready ? [{ id: one.id, ready: one.ready }] : []));
  if (ready.length < looked.length)
    store.transaction(() => {
      if (store.spool.passes().searched !== searched) return;
      dismiss(
        store,
        looked.flatMap((one) => (one.ready || one.isFaulty ? [] : [one.id])),
      );
      for (const { id, isFaulty } of looked) if (isFaulty) setAside(store, id);
    });
  return fileTogether(parts, ready, searched);
}

/** In one transaction; each in its own where that fails. */
function fileTogether(
  parts: WorkParts,
  all: readonly { readonly id: Spooled['id']; readonly ready: Ready }[],
  searched: number,
): Fate[] {
  const [first, ...others] = all;
  if (!first) return [];
  try {
    return parts.store.transaction(() => {
      const isStale = parts.store.spool.passes().searched !== searched;
      return all.map(({ ready }) => (isStale && !ready.isOpened ? 'stale' : ready.file()));
    });
  } catch (error) {
    if (isStoreTrouble(error)) throw error;
    if (others.length > 0) return all.flatMap((one) => fileTogether(parts, [one], searched));
    noteFault(parts, error);
    setAside(parts.store, first.id);
    return [];
  }
}

/** The nym whose key opens the article; else the one whose subject it bears. */
async function examine(
  { store, clock, raw }: WorkParts,
  candidates: readonly Candidate[],
  id: Spooled['id'],
): Promise<Arrived | undefined> {
  const article = openSpooled(store, id);
  let unreadable: Arrived | undefined;
  for (const { nym, scheme } of candidates) {
    const around = { now: clock.now(), raw, inner: innerOf(store, id, nym) };
    const finding = await decrypt(article, nym, scheme, around);
    if (finding.kind === 'duplicate') return undefined;
    if (finding.kind === 'opened') return { article, nym, scheme, finding };
    if (finding.kind === 'unreadable') unreadable ??= { article, nym, scheme, finding };
  }
  return unreadable;
}
