import { isNativeError } from 'node:util/types';
import { httpGet, NetError } from '../../net';
import type { HttpAnswer, Route } from '../../net';
import { countIn } from './examine';
import type { DirectoryParts } from './know';
import { limits } from './limits';
import type { Source } from './sources';

export interface FetchParts extends DirectoryParts {
  /** The way to a place, on a circuit of its own for each purpose. */
  readonly route: (purpose: string, remote: { readonly allow_direct: boolean }) => Route;
  /** Authorities to trust instead of Node's own, PEM. */
  readonly ca?: string | undefined;
}

/**
 * Fetches what a source says now. A copy that nothing can be read in does not take the place of one from before: the failure is noted
 * beside that. Gives whether it went well. Does not throw for what a server does.
 */
export async function fetchSource(source: Source, parts: FetchParts, signal?: AbortSignal): Promise<boolean> {
  const { directories, clock } = parts;
  try {
    const bytes = await askFor(source, parts, signal);
    const now = clock.now();
    if (countIn(source, bytes, now) === 0) {
      directories.noteFailure(source, nothingIn[source.what], now);
      return false;
    }
    directories.put(source, bytes, now);
    return true;
  } catch (error) {
    if (!isNativeError(error) || !(error instanceof NetError)) throw error;
    if (error.code !== 'aborted') directories.noteFailure(source, error.message, clock.now());
    return false;
  }
}

const nothingIn = {
  pubring: 'What it gives has no key that can be used now.',
  statistics: 'What it gives has no statistics in it.',
} as const;

async function askFor({ format, what, source }: Source, parts: FetchParts, signal?: AbortSignal): Promise<Buffer> {
  const route = parts.route(`remailers ${format} ${what} ${source}`, parts.settings);
  const wishes = { route, bodyBytes: limits.fileBytes, timeoutMs: limits.fetchMs, ca: parts.ca, signal };
  return bodyOf(await httpGet(new URL(source), wishes));
}

function bodyOf({ url, status, body }: HttpAnswer): Buffer {
  if (status === 200) return body;
  throw new NetError('bad-answer', 'later', `${url.hostname} answered with status ${status}.`);
}
