import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPaths, initBridge } from '../../src/bridge';
import { openNyms } from '../../src/nym';
import type { Nym, Nyms } from '../../src/nym';
import type { Reply } from '../../src/protocol/nymserv';
import { generateKey } from '../../src/protocol/openpgp';
import type { SecretKey } from '../../src/protocol/openpgp';
import { openStore, openVault } from '../../src/store';
import { around, makeCheapVault, passphrase } from './bridge';
import { publicKey, secretKey } from './keys';
import { start } from './nyms';
import type { AlicesBridge } from './nyms';
import { seededRandom } from './random';

const config = `[transport.relay]
type = "smtp"
host = "mail.nym.test"
port = 25
security = "starttls"
[transport.stick]
type = "folder"
path = "/nowhere/stick"
[send]
transport = "relay"
`;

/**
 * A home that `init` has finished, with two ways out, the server of nym.test, and a nym in every state that the answers of that
 * server can bring about, some months before anybody looks; its passphrase is in the file `passphrase`.
 */
export async function makeHomeOfNyms(home: string): Promise<void> {
  const paths = findPaths({ NYMBRIDGE_HOME: home });
  makeCheapVault(paths.data);
  writeFileSync(paths.config, config, { mode: 0o600 });
  writeFileSync(join(home, 'passphrase'), 'correct horse\n');
  await initBridge(paths, passphrase(), around);
  const store = openStore(paths.data, openVault(paths.data, passphrase()));
  const nyms = openNyms(store);
  await nyms.addServer('nym.test', await publicKey('server'), born);
  for (const [name, live] of Object.entries(lives))
    await live(nyms, await makeNym(nyms, name, await secretKey('alice')));
  await active(nyms, await makeNym(nyms, 'eagle', await shortLived('eagle@nym.test')));
  nyms.tidy(born + 60 * day);
  store.close();
}

async function makeNym(nyms: Nyms, name: string, key: SecretKey): Promise<Nym> {
  return nyms.create({ address: `${name}@nym.test`, transport: 'relay', key }, born, seededRandom(name));
}

function shortLived(email: string): Promise<SecretKey> {
  return generateKey({ email, algorithm: 'ecc', created: new Date(born), expiresAfterSeconds: (60 * day) / 1000 });
}

type Live = (nyms: Nyms, nym: Nym) => void | Promise<void>;

const day = 86_400_000;
/** Long enough ago that all that happens to them lies in the past. */
const born = start - 100 * day;
const on = (days: number, evidence = `article <day-${days}@nym.test>`) => ({
  at: born + days * day,
  saidAt: born + days * day,
  evidence,
});

const requested: Live = (nyms, { id }) => {
  nyms.noteCreation(id, on(0, 'outbox 1'));
};

const active: Live = async (nyms, nym) => {
  await requested(nyms, nym);
  list(nyms, nym, 'created', { hsub: String(nym.asked?.hsub) }, 1);
};

const changing: Live = async (nyms, nym) => {
  await active(nyms, nym);
  nyms.noteConfig(nym.id, { symmetric: 'a layer that nobody guesses', acksend: false }, on(2, 'outbox 2'));
};

const deleting: Live = async (nyms, nym) => {
  await active(nyms, nym);
  nyms.noteConfig(nym.id, { delete: true }, on(2, 'outbox 3'));
};

/** By what has happened to each. */
const lives: Record<string, Live> = {
  panda: active,
  tiger: requested,
  otter: changing,
  // the server called it successful, and did half of it
  horse: async (nyms, nym) => {
    await changing(nyms, nym);
    list(nyms, nym, 'changed', { hsub: String(nym.asked?.hsub), acksend: 'False', block_sends: 'True' }, 3);
  },
  // somebody else's, by the key in the server's list
  zebra: async (nyms, nym) => {
    await active(nyms, nym);
    const fingerprint = '0123456789ABCDEF0123456789ABCDEF01234567';
    list(nyms, nym, 'changed', { hsub: String(nym.asked?.hsub), fingerprint }, 3);
  },
  koala: refused('duplicate'),
  office: refused('reserved'),
  snake: deleting,
  mouse: async (nyms, nym) => {
    await deleting(nyms, nym);
    nyms.applyReply(nym.id, { kind: 'deleted', address: nym.address }, on(3));
  },
  whale: async (nyms, nym) => {
    await requested(nyms, nym);
    nyms.move(nym.id, 'lost', on(30, 'clock'));
  },
};

function list(nyms: Nyms, { id, address, key }: Nym, kind: 'created' | 'changed', more: object, days: number): void {
  const { fingerprint } = key.publicKey;
  const settings = { address, created: '20260814', fingerprint, sent: '3', ...more };
  nyms.applyReply(id, { kind, address, settings }, on(days));
}

function refused(kind: 'duplicate' | 'reserved'): Live {
  return async (nyms, nym) => {
    await requested(nyms, nym);
    const reply: Reply = { kind, address: nym.address, keyId: '0123456789ABCDEF' };
    nyms.applyReply(nym.id, reply, on(1));
  };
}

/** Makes that home, and opens it as panda's: whoever asks closes the store. */
export async function openHomeOfNyms(home: string): Promise<AlicesBridge> {
  await makeHomeOfNyms(home);
  const { data } = findPaths({ NYMBRIDGE_HOME: home });
  const store = openStore(data, openVault(data, passphrase()));
  const nyms = openNyms(store);
  const alice = await nyms.byAddress('panda@nym.test');
  if (!alice) throw new Error('panda is gone');
  return { store, nyms, alice, server: alice.server };
}
