import type { Way } from '../outgoing';
import { isRunning } from '../store';
import type { Mark } from '../store';
import { listNyms } from './nyms';
import type { Bridge } from './open';
import { newsServerName } from './streets';
import { exposedBy, warningsOf } from './warnings';

/** How things stand: rows and facts for a listing. */
export async function bridgeStatus(bridge: Bridge) {
  const { config, paths, store } = bridge;
  const { articles, bytes } = store.spool.size();
  return {
    bridge: {
      running: isRunning(paths.data),
      configuration: paths.config,
      'imap port': config.imap.port,
      'smtp port': config.smtp.port,
      proxy: `${config.tor.host} port ${config.tor.port}`,
      spool: `${articles} articles, ${Math.ceil(bytes / 1024 ** 2)} MiB`,
    },
    nyms: await listNyms(bridge),
    news: newsRead(bridge),
    outbox: countOutbox(bridge),
    'cover traffic': unaskedBy(bridge, 'cover traffic of', ({ coverMs }) => coverMs),
    pings: unaskedBy(bridge, 'pings of', ({ pings }) => pings?.every),
    'without Tor': exposedBy(bridge),
    warnings: warningsOf(bridge),
  };
}

/** Which ways out send something by themselves, and how seldom. */
function unaskedBy({ config }: Bridge, title: string, meanMs: (way: Way) => number | undefined) {
  return Object.entries(config.transport).flatMap(([name, way]) => {
    const mean = meanMs(way);
    return mean === undefined ? [] : [{ [title]: name, 'minutes between, on average': Math.round(mean / 60_000) }];
  });
}

/** How far each configured server has been read, and when that last went well. */
function newsRead({ store, config }: Bridge) {
  const marks = store.marks.all();
  return config.news.map((server) => {
    const name = newsServerName(server);
    const mark = marks.find((one) => one.server === name && one.newsgroup === config.fetch.group);
    return {
      server: name,
      newsgroup: config.fetch.group,
      'read up to': mark?.high ?? 0,
      left: mark ? Math.max(0, mark.last - mark.high) : '-',
      ...paceOf(mark),
      at: mark === undefined ? 'never' : new Date(mark.updatedAt).toISOString(),
    };
  });
}

/** Of a catch-up: numbers a second in this round, and how long the rest would take at that. */
function paceOf(mark: Mark | undefined): { 'per second': number | '-'; 'seconds left': number | '-' } {
  const seconds = mark ? (mark.updatedAt - mark.roundAt) / 1000 : 0;
  const read = mark ? mark.high - mark.roundFrom + 1 : 0;
  if (!mark || seconds < 1 || read < 1 || mark.last <= mark.high) return { 'per second': '-', 'seconds left': '-' };
  const perSecond = read / seconds;
  return { 'per second': Math.round(perSecond), 'seconds left': Math.ceil((mark.last - mark.high) / perSecond) };
}

function countOutbox({ store }: Bridge): { state: string; requests: number }[] {
  const counts = new Map<string, number>();
  for (const { state } of store.outbox.list()) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, requests]) => ({ state, requests }));
}
