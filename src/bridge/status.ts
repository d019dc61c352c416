import { isRunning } from '../store';
import { listNyms } from './nyms';
import type { Bridge } from './open';

const day = 24 * 3600_000;
/** From here on every status says that a nym's end is near: making another and telling people takes time. */
const warnBefore = 60 * day;

/** How things stand: rows and facts for a listing. */
export async function bridgeStatus(bridge: Bridge) {
  const { store, config, paths, clock } = bridge;
  return {
    bridge: {
      running: isRunning(paths.data),
      configuration: paths.config,
      'imap port': config.imap.port,
      'smtp port': config.smtp.port,
      proxy: `${config.tor.host} port ${config.tor.port}`,
    },
    nyms: await listNyms(bridge),
    news: store.marks.all().map(({ server, newsgroup, high, updatedAt }) => ({
      server,
      newsgroup,
      'read up to': high,
      at: new Date(updatedAt).toISOString(),
    })),
    outbox: countOutbox(bridge),
    warnings: [...directRoutes(bridge), ...endingNyms(bridge, clock.now())],
  };
}

function countOutbox({ store }: Bridge): { state: string; requests: number }[] {
  const counts = new Map<string, number>();
  for (const { state } of store.outbox.list()) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, requests]) => ({ state, requests }));
}

function directRoutes({ config }: Bridge): string[] {
  const remotes = [
    ...config.news.map((server) => ({ name: `news server ${server.host}`, remote: server })),
    ...Object.entries(config.transport).flatMap(([name, remote]) =>
      remote.type === 'smtp' ? [{ name: `transport ${name}`, remote }] : [],
    ),
  ];
  return remotes
    .filter(({ remote }) => remote.allow_direct)
    .map(({ name }) => `${name} is reached without Tor (allow_direct).`);
}

function endingNyms({ store }: Bridge, now: number): string[] {
  return store.nyms.all().flatMap(({ address, expiresAt }) => {
    if (expiresAt === undefined || expiresAt - now > warnBefore || expiresAt <= now) return [];
    return [`${address} ends in ${Math.ceil((expiresAt - now) / day)} days with its key, which no server prolongs.`];
  });
}
