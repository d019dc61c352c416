import { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';
import type Mail from 'nodemailer/lib/mailer';
import { silentLog } from '../../src/base/log';
import { configSchema } from '../../src/bridge/config';
import { closeAll, listenForClients } from '../../src/bridge/listening';
import type { Bridge } from '../../src/bridge/open';
import { openStreets } from '../../src/bridge/streets';
import { saveCertificate } from '../../src/bridge/surroundings';
import { type Nym, openNyms } from '../../src/nym';
import { readStructure } from '../../src/protocol/mime';
import { generateKey, open, type PublicKey, readRecipients, type SecretKey } from '../../src/protocol/openpgp';
import { startRelay } from '../../src/sandbox/smtp';
import { type NymId, openMemoryStore, type Store } from '../../src/store';
import { TestClock } from './clock';
import { secretKey } from './keys';
import { mailText } from './letters';
import { again, start } from './nyms';
import { seededRandom } from './random';
import { localCertificate } from './smtp';
import { type SocksAsked, startSocks } from './socks';

/** Five nyms on two servers, by two ways out. No word of one is a part of another's, or of anything else in a letter. */
const cast = [
  { address: 'quokka@nym.test', name: 'Quentin Quill', transport: 'relay' },
  { address: 'okapi@nym.test', name: 'Olga Orchard', transport: 'relay' },
  { address: 'wombat@nym.test', name: 'Wanda Wick', transport: 'other' },
  { address: 'zebu@fog.test', name: 'Zora Zephyr', transport: 'relay' },
  { address: 'yak@fog.test', name: 'Yorick Yarrow', transport: 'other' },
] as const;

/** Letters a nym may send a day here. */
export const dailyLimit = 8;

/** A letter as it came to a relay. */
export interface Arrived {
  /** The outer mail, to the byte. */
  readonly outer: string;
  /** The encrypted message without its armor, one char a byte. */
  readonly sealed: string;
  /** Whom it is encrypted to: key ids. */
  readonly recipients: readonly string[];
  /** What the nym server reads. */
  readonly opened: string;
  /** Fingerprint of the good signature on it. */
  readonly signer: string | undefined;
  /** How the proxy was asked for the connection that it came by. */
  readonly asked: SocksAsked | undefined;
}

/** A bridge with its mail ports open, and its ways out through a SOCKS proxy that writes down who asks. */
export interface FiveNyms {
  readonly store: Store;
  readonly nyms: readonly Nym[];
  nymOf(address: string): Nym;
  /** Files a mail that the nym server brought to `to`: in its INBOX, or in another mailbox, of another nym even. */
  deliver(to: string, messageId: string, where?: { readonly nym?: string; readonly mailbox?: string }): void;
  /** Submits by SMTP as a mail client does; throws what nodemailer throws. */
  submit(user: string, password: string, mail: Mail.Options): Promise<string>;
  /** A mail client, logged in by IMAP. */
  imap(user: string, password: string): Promise<ImapFlow>;
  /** Hands over everything in the outbox, and gives what came to the relays. */
  handOver(): Promise<Arrived[]>;
  stop(): Promise<void>;
}

export async function startFiveNyms(): Promise<FiveNyms> {
  const fog = await generateKey({ email: 'config@fog.test', algorithm: 'ecc', created: new Date(start) });
  const serverKeys = { 'nym.test': await secretKey('server'), 'fog.test': fog };
  const wire = await startWire();
  const store = openMemoryStore();
  const { certificate, key } = await localCertificate();
  saveCertificate(store, { certificate, key });
  const bridge = bridgeOn(store, wire.proxyPort);
  for (const [domain, one] of Object.entries(serverKeys)) await bridge.nyms.addServer(domain, one.publicKey, start);
  const nyms = await Promise.all(cast.map((one) => makeNym(bridge, one)));
  const streets = openStreets(bridge);
  const listening = await listenForClients(bridge, streets);
  const loginTo = (purpose: string, user: string, pass: string): Login => ({
    port: listening.find((one) => one.purpose === purpose)?.port ?? 0,
    ...{ auth: { user, pass }, tls: { ca: certificate } },
  });
  const nymOf = (address: string) => {
    const found = nyms.find((nym) => nym.address === address);
    if (!found) throw new Error(`${address} is not in the cast`);
    return found;
  };
  const clients: ImapFlow[] = [];
  return {
    ...{ store, nyms, nymOf },
    deliver: (to, messageId, { nym = to, mailbox = 'INBOX' } = {}) => {
      file(store, nymOf(nym).id, mailbox, [`X-Nymbridge-Nym: ${to}`, `Message-ID: ${messageId}`, `To: ${to}`]);
    },
    submit: (user, password, mail) => submit(loginTo('SMTP', user, password), mail),
    imap: async (user, password) => {
      const client = await logIn(loginTo('IMAP', user, password));
      clients.push(client);
      return client;
    },
    handOver: async () => {
      await streets.outgoing.workOff();
      const signers = nyms.map((nym) => nym.key.publicKey);
      return Promise.all(
        wire.taken().map(({ source, asked }) => openArrived(source, asked, Object.values(serverKeys), signers)),
      );
    },
    stop: async () => {
      await Promise.all(clients.map((client) => client.logout().catch(() => undefined)));
      closeAll(listening);
      await streets.outgoing.stop();
      await streets.incoming.stop();
      await wire.stop();
      store.close();
    },
  };
}

/** The proxy, and behind it the one relay that every host name leads to. */
async function startWire() {
  const sources: Buffer[] = [];
  const relay = await startRelay({ log: silentLog, take: ({ source }) => void sources.push(source) });
  const proxy = await startSocks({ target: relay, listening: true });
  const cameBy = (source: Buffer) => {
    const line =
      source
        .toString()
        .split('\n')
        .find((one) => one.length === 64) ?? '';
    return proxy.asked.find(({ said }) => Buffer.concat(said ?? []).includes(line));
  };
  return {
    proxyPort: proxy.port,
    /** What has come since the last call, and by which connection. */
    taken: () => sources.splice(0).map((source) => ({ source, asked: cameBy(source) })),
    stop: async () => {
      proxy.stop();
      await relay.stop();
    },
  };
}

function bridgeOn(store: Store, proxyPort: number): Bridge {
  const smtp = { type: 'smtp', port: 25, security: 'none' };
  const config = configSchema.parse({
    ...{ imap: { port: 0 }, smtp: { port: 0 } },
    tor: { host: '127.0.0.1', port: proxyPort },
    transport: { relay: { ...smtp, host: 'relay.test' }, other: { ...smtp, host: 'other-relay.test' } },
    send: { transport: 'relay', daily_limit: dailyLimit },
  });
  const around = { clock: new TestClock(), random: seededRandom('five nyms'), log: silentLog };
  const paths = { config: '', data: '', certificate: '' };
  return { ...around, paths, config, store, nyms: openNyms(store), close: () => undefined };
}

async function makeNym({ nyms }: Bridge, { address, name, transport }: (typeof cast)[number]): Promise<Nym> {
  const wishes = { address, displayName: name, transport, algorithm: 'ecc' } as const;
  const nym = await nyms.create(wishes, start, seededRandom(address));
  nyms.noteCreation(nym.id, { at: start, evidence: 'outbox 1' });
  const settings = { address, hsub: String(nym.asked?.hsub), acksend: 'true' };
  const evidence = `article <${address}>`;
  nyms.applyReply(nym.id, { kind: 'created', address, settings }, { at: start, saidAt: start, evidence });
  return again(nyms, nym);
}

function file(store: Store, nymId: NymId, mailbox: string, fields: readonly string[]): void {
  const source = mailText([...fields, 'From: bob@example.org', 'Subject: from Bob'], 'Hello\n');
  const id = store.mail.mailboxes.byName(nymId, mailbox)?.id;
  if (id === undefined) throw new Error(`there is no ${mailbox}`);
  const structure = JSON.stringify(readStructure(source));
  store.mail.messages.append(id, [{ source, structure, flags: [], internalDate: start, arrived: true }]);
}

interface Login {
  readonly port: number;
  readonly auth: { readonly user: string; readonly pass: string };
  readonly tls: { readonly ca: string };
}

async function submit(login: Login, mail: Mail.Options): Promise<string> {
  const transport = createTransport({ host: '127.0.0.1', secure: false, requireTLS: true, ...login });
  try {
    return (await transport.sendMail(mail)).response;
  } finally {
    transport.close();
  }
}

async function logIn(login: Login): Promise<ImapFlow> {
  const client = new ImapFlow({ host: '127.0.0.1', secure: false, doSTARTTLS: true, logger: false, ...login });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function openArrived(
  source: Buffer,
  asked: SocksAsked | undefined,
  keys: readonly SecretKey[],
  signers: readonly PublicKey[],
): Promise<Arrived> {
  const { plaintext, signature } = await open(source, { keys, passphrases: [], signers, now: new Date(start) });
  const outer = source.toString('latin1');
  return {
    outer,
    sealed: Buffer.from(/\n\n((?:[\w+/=]+\n)+)=/.exec(outer)?.[1] ?? '', 'base64').toString('latin1'),
    recipients: readRecipients(source)?.keyIds ?? [],
    opened: plaintext.toString('latin1'),
    signer: signature.verdict === 'good' ? signature.fingerprint : undefined,
    asked,
  };
}
