// Checks the engines against recorded articles: any folder with a manifest of their keys, selectors and plaintexts.
import { messageOf } from '../../base/errors';
import type { Random } from '../../base/random';
import { matchesSubject } from '../../protocol/nymserv';
import { fieldRaw, firstField, readHeader } from '../../protocol/mime';
import { makeForeign } from './foreign';
import type { VectorCase, VectorSet } from './manifest';
import { readManifest, readVectorFile } from './manifest';
import type { Candidate, Owner } from './matching';
import { findOwners, ownersOf } from './matching';
import { openVector } from './opening';

const usualForeign = 20;

export interface VectorWishes {
  readonly random: Random;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** How many foreign articles to mix in; 20 when left out. */
  readonly foreign?: number;
  /** Takes each line of the report, without a line end. */
  readonly out: (line: string) => void;
}

/**
 * Opens every article of `folder` to its manifest's SHA-256, tells the kinds apart, verifies the server's signatures
 * and finds each article by its selector among foreign ones. Writes a line for every shortfall and a last one with the
 * numbers, and gives these. An unusable folder or manifest is a UserError.
 */
export async function checkVectors(folder: string, wishes: VectorWishes): Promise<VectorCounts> {
  const { random, now, out, foreign = usualForeign } = wishes;
  const set = await readManifest(folder);
  for (const fault of set.faults) out(fault);
  const date = new Date(now);
  const articles = await readArticles(folder, set, out);
  const openings = await openAll(articles, set, date, out);
  const strangers = await makeForeign({ count: foreign, random, now: date, otherKeys: set.serverKeys });
  const matched = await matchAll(articles, set, strangers, date, out);
  const count = set.cases.length;
  const signed = set.cases.filter((one) => one.signed).length;
  const { opened, verified, faults } = openings;
  out(`kinds: ${openings.kinds}`);
  out(`opened ${opened} of ${count}, matched ${matched.found} of ${count}, verified ${verified} of ${signed}`);
  const whole = opened === count && matched.found === count && verified === signed && faults + matched.wrong === 0;
  return { articles: count, opened, matched: matched.found, signed, verified, whole };
}

/** How many of the articles did what they should; `whole` where nothing falls short. */
export interface VectorCounts {
  readonly articles: number;
  readonly opened: number;
  readonly matched: number;
  readonly signed: number;
  readonly verified: number;
  readonly whole: boolean;
}

/** A case with its article; none where the file cannot be read. */
interface Placed {
  readonly one: VectorCase;
  readonly candidate: Candidate;
}

async function readArticles(folder: string, { cases }: VectorSet, out: VectorWishes['out']): Promise<Placed[]> {
  const placed: Placed[] = [];
  for (const one of cases) {
    try {
      const source = await readVectorFile(folder, one.file);
      const subject = firstField(readHeader(source).fields, 'Subject');
      placed.push({ one, candidate: { subject: subject ? fieldRaw(subject) : '', source } });
    } catch (error) {
      out(`${one.file}: cannot be read: ${messageOf(error)}`);
    }
  }
  return placed;
}

interface Openings {
  readonly opened: number;
  readonly verified: number;
  readonly faults: number;
  /** `created 3, changed 7`... */
  readonly kinds: string;
}

async function openAll(
  articles: readonly Placed[],
  set: VectorSet,
  now: Date,
  out: VectorWishes['out'],
): Promise<Openings> {
  const kinds = new Map<string, number>();
  const sums = { opened: 0, verified: 0, faults: 0 };
  for (const { one, candidate } of articles) {
    const opening = await openVector(one, candidate.source, set, now);
    for (const fault of opening.faults) out(`${one.file}: ${fault}`);
    sums.opened += Number(opening.opened);
    sums.verified += Number(opening.verified);
    sums.faults += opening.faults.length;
    if (opening.kind) kinds.set(opening.kind, (kinds.get(opening.kind) ?? 0) + 1);
  }
  return { ...sums, kinds: [...kinds].map(([kind, count]) => `${kind} ${count}`).join(', ') };
}

async function matchAll(
  articles: readonly Placed[],
  set: VectorSet,
  foreign: readonly Candidate[],
  now: Date,
  out: VectorWishes['out'],
): Promise<{ found: number; wrong: number }> {
  const owners = ownersOf(set);
  const sums = { found: 0, wrong: 0 };
  for (const { one, candidate } of articles) {
    const fault = matchFault(one, candidate, await findOwners(candidate, owners, now));
    if (fault === undefined) sums.found++;
    else out(`${one.file}: ${fault}`);
  }
  for (const candidate of foreign) {
    const takers = await findOwners(candidate, owners, now);
    for (const taker of takers) out(`a foreign article was taken for one of ${taker.name}`);
    sums.wrong += takers.length;
  }
  return sums;
}

/** Why an article does not count as matched, or undefined where it does. */
function matchFault(one: VectorCase, { subject }: Candidate, found: readonly Owner[]): string | undefined {
  if (!matchesSubject(one.selector, subject)) return `its subject does not match its ${one.selector.scheme}`;
  const names = found.map(({ name }) => name);
  if (!names.includes(one.owner)) return 'was not found by its selector';
  const others = names.filter((name) => name !== one.owner);
  return others.length === 0 ? undefined : `was also taken for one of ${others.join(', ')}`;
}
