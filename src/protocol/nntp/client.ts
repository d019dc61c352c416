import type { Duplex } from 'node:stream';
import type { Clock } from '../../base/clock';
import { type Article, type ArticleVerb, askArticle, askStat, type Placed, type Room } from './command/article';
import { fetchArticles, type Fetched } from './command/articles';
import { askCapabilities, type Capabilities } from './command/capabilities';
import { askDate } from './command/date';
import { askGroup, askListGroup, type Group, type GroupNumbers, type NumberRange } from './command/group';
import { askLogin } from './command/login';
import { type FieldValue, listField, listOverview, type Overview } from './command/overview';
import { askToTake } from './command/post';
import type { Wish } from './command/wish';
import { NntpError } from './error';
import { limits as usual, type Limits } from './limits';
import { type Ask, Pipeline } from './pipeline';
import { command, isMessageId } from './wire/commandLine';

/** How a connection is opened: see each field. */
export interface NntpOptions {
  readonly clock: Clock;
  /** Most commands in flight at once; `limits.depth` when left out. */
  readonly depth?: number;
  readonly limits?: Partial<Limits>;
  /** Makes a TLS stream of the plain one, for `startTls`. */
  readonly upgrade?: (stream: Duplex) => Promise<Duplex>;
}

/**
 * A reader's connection to a news server (RFC 3977). Every method may be called while others are unanswered; what may be
 * pipelined is, and the answers come in the order of the calls. All throw NntpError; one with `lost` means that
 * the connection is over. Texts with a line end or control characters in them are refused with 'bad-argument', never sent.
 */
export interface NntpClient {
  /** Whether the greeting allowed posting (RFC 3977 §5.1). */
  readonly mayPost: boolean;
  /** Asked once, and again after what may change it. Empty for a server from before RFC 3977, and for one that wants TLS or a login first. */
  capabilities(): Promise<Capabilities>;
  /**
   * MODE READER where the server offers or may need it (RFC 3977 §5.3). To be called first, then `startTls`, then `login`:
   * some servers hand over to another program here, which knows nothing of what was agreed before.
   */
  modeReader(): Promise<void>;
  /** STARTTLS (RFC 4642 §2.2), then the handshake by `upgrade`. */
  startTls(): Promise<void>;
  login(user: string, password: string): Promise<void>;
  group(name: string): Promise<Group>;
  listGroup(name: string, range?: NumberRange): Promise<GroupNumbers>;
  /** The overview of the selected group from one number to another, or to the end, each line as it arrives. */
  over(from: number, to?: number): AsyncIterable<Overview>;
  /** One header field of the articles in a range of the selected group. */
  hdr(field: string, range: NumberRange): AsyncIterable<FieldValue>;
  article(which: number | string): Promise<Article>;
  head(which: number | string): Promise<Article>;
  body(which: number | string): Promise<Article>;
  stat(which: number | string): Promise<Placed>;
  /** Many articles of the group now selected, pipelined; see `fetchArticles`. Selecting another meanwhile ends it with 'no-group'. */
  articles(numbers: Iterable<number>): AsyncIterable<Fetched>;
  date(): Promise<Date>;
  /** Sends an article, any line ends; resolves when the server has it. */
  post(source: Uint8Array): Promise<void>;
  /** Offers an article by its Message-ID, as servers do among themselves. */
  ihave(messageId: string, source: Uint8Array): Promise<void>;
  /** Says goodbye and ends the connection; never throws. */
  quit(): Promise<void>;
  /** Ends the connection at once; what is unanswered fails with 'ended'. */
  close(): void;
}

/** Waits for the greeting on a connected stream, which then is the client's own. Throws NntpError, the stream being destroyed. */
export async function openNntp(stream: Duplex, options: NntpOptions): Promise<NntpClient> {
  const depth = Math.max(1, options.depth ?? options.limits?.depth ?? usual.depth);
  const pipeline = new Pipeline(stream, options.clock, { ...usual, ...options.limits, depth });
  try {
    const mayPost = await pipeline.greeting({ 200: () => true, 201: () => false });
    return makeClient(pipeline, mayPost, options.upgrade);
  } catch (error) {
    pipeline.close();
    throw error;
  }
}

function makeClient(pipeline: Pipeline, mayPost: boolean, upgrade: NntpOptions['upgrade']): NntpClient {
  const { limits } = pipeline;
  const wishOf = (ask: Ask): Wish => ({ ask, command: (...words) => command(limits.commandBytes, ...words) });
  const wish = wishOf(pipeline.ask);
  const session = openSession(pipeline, wishOf, upgrade);
  const fetch = (verb: ArticleVerb) => async (which: number | string, room?: Room) =>
    askArticle(wish, verb, which, room);
  const article = fetch('ARTICLE');
  let selected = '';
  const select = async <T>(name: string, ask: () => Promise<T>): Promise<T> => {
    selected = name;
    return ask();
  };
  const fetchHere = (): ((n: number, room?: Room) => Promise<Article>) => {
    const here = selected;
    return async (n, room) => {
      if (selected !== here) throw new NntpError('no-group', { command: 'ARTICLE' });
      return article(n, room);
    };
  };
  return {
    mayPost,
    ...session,
    group: (name) => select(name, () => askGroup(wish, name)),
    listGroup: (name, range) => select(name, async () => askListGroup(wish, name, range)),
    over: (from, to) => listOverview(wish, { from, to }),
    hdr: (field, range) => listField(wish, field, range),
    article,
    head: fetch('HEAD'),
    body: fetch('BODY'),
    stat: async (which) => askStat(wish, which),
    articles: (numbers) => fetchArticles(fetchHere(), numbers, limits),
    date: async () => askDate(wish),
    post: async (source) => pipeline.alone((ask) => askToTake(ask, 'POST', wish.command('POST'), source)),
    ihave: async (messageId, source) => {
      if (!isMessageId(messageId)) throw new NntpError('bad-argument', { command: 'IHAVE' });
      await pipeline.alone((ask) => askToTake(ask, 'IHAVE', wish.command('IHAVE', messageId), source));
    },
    quit: async () => {
      await wish.ask(wish.command('QUIT'), { 205: done }).catch(() => undefined);
      pipeline.close();
    },
    close: () => {
      pipeline.close();
    },
  };
}

type Session = Pick<NntpClient, 'capabilities' | 'modeReader' | 'startTls' | 'login'>;

/** The commands after which the server may be able to do other things than before (RFC 3977 §5.2.2). */
function openSession(pipeline: Pipeline, wishOf: (ask: Ask) => Wish, upgrade: NntpOptions['upgrade']): Session {
  let known: Capabilities | undefined;
  const capabilities = async (ask: Ask): Promise<Capabilities> =>
    (known ??= await askCapabilities(wishOf(ask))) ?? new Map<string, string[]>();
  const change = (task: (ask: Ask, can: Capabilities) => Promise<void>): Promise<void> =>
    pipeline.alone(async (ask) => {
      const can = await capabilities(ask);
      await task(ask, can);
      known = undefined;
    });
  return {
    capabilities: async () => capabilities(pipeline.ask),
    modeReader: () =>
      change(async (ask, can) => {
        if (can.size > 0 && !can.has('MODE-READER')) return;
        await ask(wishOf(ask).command('MODE', 'READER'), { 200: done, 201: done, 500: done });
      }),
    startTls: () =>
      change(async (ask) => {
        if (!upgrade) throw new NntpError('bad-argument', { command: 'STARTTLS' });
        await ask(wishOf(ask).command('STARTTLS'), { 382: done });
        await pipeline.upgrade(upgrade);
      }),
    login: (user, password) => change((ask, can) => askLogin(ask, { limits: pipeline.limits, can, user, password })),
  };
}

const done = (): void => undefined;
