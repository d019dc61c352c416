import type { Bridge, ImportWishes } from '../../src/bridge';
import { makeCertificate } from '../../src/bridge/certificate';
import { readConfig } from '../../src/bridge/configFile';
import { saveCertificate } from '../../src/bridge/surroundings';
import { openNyms } from '../../src/nym';
import { openMemoryStore } from '../../src/store';
import { around, begunHome } from './bridge';
import { publicKey } from './keys';
import { start } from './nyms';
import { listOf } from './states';

const config = `[[news]]
host = "news.example.org"
port = 119
security = "none"
[transport.relay]
type = "smtp"
host = "mail.nym.test"
port = 25
security = "starttls"
[send]
transport = "relay"
`;

/** What every bridge here has alike: made once. */
const shared = (async () => ({
  paths: begunHome(config),
  certificate: await makeCertificate(around.clock, around.random),
  key: await publicKey('server'),
}))();

/** A bridge in memory that knows the server of nym.test, and no nym. */
export async function openAlices(): Promise<Bridge> {
  const { paths, certificate, key } = await shared;
  const store = openMemoryStore();
  const nyms = openNyms(store);
  saveCertificate(store, certificate);
  await nyms.addServer('nym.test', key, start);
  const clock = { ...around.clock, now: () => start };
  return { ...around, clock, paths, config: readConfig(paths.config), store, nyms, close: store.close };
}

export const panda = 'panda@nym.test';
export const answer = (text: string) => () => Promise.resolve(text);
export const neverAsked = () => Promise.reject(new Error('nobody should be asked'));
export const wishes = (more: Partial<ImportWishes>): ImportWishes => ({
  address: panda,
  selectors: [],
  symmetric: [],
  works: false,
  ...more,
});

export async function nymOf(bridge: Bridge, address = panda) {
  const nym = await bridge.nyms.byAddress(address);
  if (!nym) throw new Error(`${address} is not there`);
  return nym;
}

/** Subject and flags of every mail in INBOX. */
export function inbox({ store }: Bridge, id: Awaited<ReturnType<typeof nymOf>>['id']) {
  const mailbox = store.mail.mailboxes.byName(id, 'INBOX');
  if (!mailbox) return [];
  return listOf(store.mail.messages.snapshot(mailbox.id)?.messages).map(({ uid, flags }) => {
    const body = store.mail.messages.body(mailbox.id, uid);
    const source = body ? Buffer.concat([...store.mail.messages.bytes(body.bodyId, 0, body.size)]).toString() : '';
    return { subject: /^Subject: (.*?)\r?$/m.exec(source)?.[1], flags };
  });
}
