import type { Clock } from '../../base/clock';
import type { Log } from '../../base/log';
import { drawBetween } from '../../base/random';
import type { Random } from '../../base/random';
import { codeOf } from '../../base/errors';
import { fetchSource } from './fetch';
import type { FetchParts } from './fetch';
import { limits } from './limits';
import { configuredSources, importedMark, isFile, isSame } from './sources';
import type { Source } from './sources';

export interface KeepParts extends FetchParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** The places that are fetched from: files are read where they lie. */
export function fetchedSources({ settings }: Pick<FetchParts, 'settings'>): Source[] {
  return configuredSources(settings).filter((source) => !isFile(source));
}

/**
 * Fetches every source at random times around the interval, each at times of its own that nothing else has an influence on: no letter,
 * and no other source. Resolves when `signal` is aborted and nothing is under way.
 */
export async function keepFresh(parts: KeepParts, signal: AbortSignal): Promise<void> {
  forgetOthers(parts);
  await Promise.all(fetchedSources(parts).map((source) => keepOne(source, parts, signal)));
}

async function keepOne(source: Source, parts: KeepParts, signal: AbortSignal): Promise<void> {
  await parts.clock.sleep(firstWait(source, parts), signal);
  while (!signal.aborted) {
    const wait = await tryOnce(source, parts, signal);
    await parts.clock.sleep(wait, signal);
  }
}

/** How long until the next try. */
async function tryOnce(source: Source, parts: KeepParts, signal: AbortSignal): Promise<number> {
  const { settings, random, log } = parts;
  const { format, what } = source;
  try {
    if (await fetchSource(source, parts, signal)) return around(settings.refresh, random);
    if (!signal.aborted) log.warn('a list of remailers could not be fetched', { format, what });
  } catch (error) {
    log.error('a list of remailers could not be kept', { format, what, code: codeOf(error) });
  }
  return around(Math.max(settings.refresh / 8, limits.againMs), random);
}

/** What is due at the start, or was never had, comes soon, but not at a moment that the start tells. */
function firstWait(source: Source, { directories, clock, random, settings }: KeepParts): number {
  const had = directories.all().find((row) => isSame(row, source))?.hadAt;
  const due = had === undefined ? 0 : had + around(settings.refresh, random) - clock.now();
  // a clock that was far ahead must not keep it from being fetched for years
  return Math.min(Math.max(due, random.below(limits.firstMs)), 2 * settings.refresh);
}

/** From half of it to one and a half. */
function around(ms: number, random: Random): number {
  return drawBetween(random, Math.floor(ms / 2), Math.floor((ms * 3) / 2));
}

/** What was fetched from places that are no longer named. */
function forgetOthers(parts: KeepParts): void {
  const wanted = fetchedSources(parts);
  for (const row of parts.directories.all()) {
    if (row.source.startsWith(importedMark) || wanted.some((source) => isSame(source, row))) continue;
    parts.directories.remove(row);
  }
}
