import { statSync } from 'node:fs';
import { endOf } from '../nym';
import { endsSoon } from './certificate';
import type { Bridge } from './open';
import { pingWarnings } from './pings';
import { remailerWarnings } from './remailers';
import { readCertificate } from './surroundings';

const day = 24 * 3600_000;
/** From here on every status says that a nym's end is near: making another and telling people takes time. */
const warnBefore = 60 * day;

/** What is not as it should be, or not as private as it could be: sentences, with what to do. */
export function warningsOf(bridge: Bridge): string[] {
  return [
    ...notConfigured(bridge),
    ...readableByOthers(bridge),
    ...exposedBy(bridge),
    ...shownToServers(bridge),
    ...outOfSight(bridge),
    ...besideRemailers(bridge),
    ...setAside(bridge),
    ...livesEnding(bridge),
    ...certificateEnding(bridge),
    ...serverKeysEnding(bridge),
    ...remailerWarnings(bridge),
    ...pingWarnings(bridge),
  ];
}

function notConfigured({ config }: Bridge): string[] {
  const missing = [
    ...(config.news.length === 0 ? ['No news server is configured: nothing can arrive. Add a [[news]] table'] : []),
    ...(Object.keys(config.transport).length === 0
      ? ['No way out is configured: nothing can be sent. Add a [transport.NAME] table']
      : []),
  ];
  return missing.map((sentence) => `${sentence} to the configuration.`);
}

function readableByOthers({ paths }: Bridge): string[] {
  if (process.platform === 'win32' || (statSync(paths.config).mode & 0o077) === 0) return [];
  return ['Others on this machine may read the configuration, passwords and all. Close it to them: chmod 600.'];
}

/** Whatever does not go through Tor, or perhaps not: what the configuration allows in as many words. */
export function exposedBy({ config }: Bridge): string[] {
  const remotes = [
    ...config.news.map((server) => ({ name: `News server ${server.host}`, remote: server })),
    ...Object.entries(config.transport).map(([name, { remote }]) => ({ name: `Transport ${name}`, remote })),
  ];
  const { host, port, any_proxy } = config.tor;
  return [
    ...remotes
      .filter(({ remote }) => remote?.allow_direct)
      .map(({ name }) => `${name} is reached without Tor (allow_direct).`),
    ...(config.remailers.allow_direct ? ['Lists of remailers are fetched without Tor (allow_direct).'] : []),
    ...(any_proxy ? [`The proxy at ${host} port ${port} need not be Tor (any_proxy).`] : []),
  ];
}

function shownToServers({ config }: Bridge): string[] {
  if (!config.fetch.only_matching || config.news.length === 0) return [];
  return [
    'Only matching articles are fetched (only_matching): every news server sees which articles are for you, and when and how often ' +
      'you get mail; all nyms here are seen to be one person’s. A nym or subject that comes later finds nothing of what was passed over.',
  ];
}

/** What goes on where the bridge cannot look. */
function outOfSight({ config }: Bridge): string[] {
  return Object.entries(config.transport).flatMap(([name, { caution }]) =>
    caution === undefined ? [] : [`Transport ${name} ${caution.meaning} ${caution.next}`],
  );
}

/** Which letters go by no remailer, though their nym's way out does. */
export function besideRemailers({ config }: Pick<Bridge, 'config'>): string[] {
  return Object.entries(config.transport).flatMap(([name, { large, mostBytes }]) => {
    if (large === undefined || config.transport[large]?.chains) return [];
    return [
      `Letters by [transport.${name}] that are longer than ${mostBytes} bytes when sealed go through no remailer, but by [transport.${large}] (large).`,
    ];
  });
}

/** Articles that this program failed to handle: kept, and looked at again at each start. */
function setAside({ store }: Bridge): string[] {
  const { length } = store.spool.kept();
  if (length === 0) return [];
  return [`${length} articles could not be dealt with and are kept: a newer nymbridge may manage, at its next start.`];
}

function serverKeysEnding({ store, clock }: Bridge): string[] {
  const now = clock.now();
  return store.servers.all().flatMap(({ domain, expiresAt = Infinity }) => {
    if (expiresAt - now > warnBefore) return [];
    const when =
      expiresAt <= now ? 'has ended, and nothing can be sent' : `ends in ${Math.ceil((expiresAt - now) / day)} days`;
    return [`The key of the nym server ${domain} ${when}. Look for a newer copy: nymbridge server refresh ${domain}`];
  });
}

/** What a nym's owner has to decide upon, as long as it stands: the messages in INBOX say it once. */
function livesEnding({ store, clock }: Bridge): string[] {
  const again = (address: string) => `Make it again by "nymbridge nym recreate ${address}".`;
  return store.nyms.all().flatMap((row) => {
    const { address, state, recreate } = row;
    const end = endOf(row, clock.now());
    if (recreate !== undefined) return [];
    if (end?.daysLeft === 1) return [`${address} ends within a day with its key. ${again(address)}`];
    if (end)
      return [`${address} ends in ${end.daysLeft} days with its key, which no server prolongs. ${again(address)}`];
    if (state === 'expired') return [`${address} has ended with its key. ${again(address)}`];
    return state === 'lost'
      ? [`The server does not answer for ${address}: ask it by "nymbridge nym ask ${address}".`]
      : [];
  });
}

function certificateEnding({ store, clock }: Bridge): string[] {
  const local = readCertificate(store);
  if (!local || !endsSoon(local.certificate, clock.now())) return [];
  return ['The local certificate ends soon. Make a new one by "nymbridge init", and accept it in the mail client.'];
}
