import { examineNews, type NewsFacts } from '../../incoming';
import type { Config, NewsServerConfig } from '../config';
import type { Bridge } from '../open';
import type { Paths } from '../paths';
import { type FindRoute, openRoutes } from '../routes';
import { newsServersOf } from '../streets';
import type { Surroundings } from '../surroundings';
import type { Finding } from './finding';

/** What can be looked at before the store is open. */
export interface Outside extends Surroundings {
  readonly paths: Paths;
  readonly config: Config;
  /** Where the passphrase came from, if from a file. */
  readonly passphraseFile: string | undefined;
  /** Ways of their own for all that is dialled here. */
  readonly route: FindRoute;
  /** One look at each news server, shared by all checks that ask: each is dialled once. */
  readonly news: readonly NewsLook[];
}

export interface NewsLook {
  readonly server: NewsServerConfig;
  /** Begins at the first call. Does not reject. */
  readonly facts: () => Promise<NewsFacts | { readonly error: unknown }>;
}

/** The same with the store: what is examined from within. */
export type Patient = Outside & Pick<Bridge, 'store' | 'nyms'>;

/** One look at one thing, or at several of a kind. `signal` says that nobody waits any more. */
export type Check<P> = (patient: P, signal: AbortSignal) => readonly Finding[] | Promise<readonly Finding[]>;

export interface OutsideParts extends Surroundings {
  readonly paths: Paths;
  readonly config: Config;
  readonly passphraseFile: string | undefined;
}

/** Puts together what the checks look at. `signal` ends every connection. */
export function openOutside(parts: OutsideParts, signal: AbortSignal): Outside {
  const { config, random, clock } = parts;
  const route = openRoutes(config.tor, random);
  const ready = newsServersOf(config.news, route);
  const news = config.news.map((server, i): NewsLook => {
    const wanted = ready[i];
    if (!wanted) throw new Error('a news server is missing');
    return { server, facts: once(() => examineNews(wanted, config.fetch.group, clock, signal)) };
  });
  return { ...parts, route, news };
}

function once<T>(task: () => Promise<T>): () => Promise<T | { readonly error: unknown }> {
  let result: Promise<T | { readonly error: unknown }> | undefined;
  return () => (result ??= task().catch((error: unknown) => ({ error })));
}

/** Those that answered. */
export async function answering(news: readonly NewsLook[]): Promise<{ server: NewsServerConfig; facts: NewsFacts }[]> {
  const looks = await Promise.all(news.map(async ({ server, facts }) => ({ server, facts: await facts() })));
  return looks.flatMap(({ server, facts }) => ('error' in facts ? [] : [{ server, facts }]));
}
