// A nym server that behaves as nymserv.md says the real one does, silences and breakages included; all in memory.
import { messageOf } from '../../base/errors';
import { utf8 } from '../../base/bytes';
import type { Opened } from '../../protocol/openpgp';
import { open } from '../../protocol/openpgp';
import { isArmorSound } from './armor';
import type { Conf } from './conf';
import { dateField, dayOf } from './conf';
import { handleChange, handleCreation } from './config';
import { postToNym } from './post';
import { handleSend } from './send';
import type { Mail } from '../mail';
import type { Doings, NymServerOptions, Server } from './types';
import { handleUrl } from './url';

export type { Conf } from './conf';
export type { Doings, NymServerOptions } from './types';

export interface NymServer {
  /** Takes a mail for any address of the domain; it is processed in its turn, after those before it. */
  deliver(mail: Mail): void;
  /** Resolves when everything taken so far, and what came of it, has been processed. */
  settled(): Promise<void>;
  readonly doings: Readonly<Doings>;
  /** Why nothing is processed any more, or undefined while all is well. */
  readonly wedged: string | undefined;
  /** What its operator does from time to time: removes the nyms whose key has expired (nymserv.md §2). */
  removeExpired(): void;
  /** What its operator can do: removes a nym. */
  forget(address: string): void;
  /** What is kept of a nym: its settings as the next "changed" reply would list them. */
  settingsOf(address: string): Readonly<Conf['settings']> | undefined;
}

/** Starts a server. Mails are processed one after the other, at once: no batches of an hour. */
export function openNymServer(options: NymServerOptions): NymServer {
  const state: { wedged: string | undefined; queue: Promise<void> } = { wedged: undefined, queue: Promise.resolve() };
  const deliver = (mail: Mail) => {
    state.queue = state.queue.then(async () => {
      if (state.wedged !== undefined) return;
      await handleMail(server, mail).catch((error: unknown) => {
        options.log.warn('the nym server dropped a mail', { reason: messageOf(error) });
      });
    });
  };
  const server: Server = {
    ...options,
    nyms: new Map(),
    record: { sent: [], letters: [], posted: 0, refused: [] },
    deliver,
    wedge: (reason) => {
      state.wedged = reason;
      options.log.error('the nym server is wedged', { reason });
    },
  };
  return {
    deliver,
    settled: () => settle(state),
    doings: server.record,
    get wedged() {
      return state.wedged;
    },
    forget: (address) => {
      server.nyms.delete(address);
    },
    removeExpired: () => {
      for (const { address, key } of server.nyms.values())
        if (key.expires && key.expires.getTime() <= server.clock.now()) server.nyms.delete(address);
    },
    settingsOf: (address) => server.nyms.get(address)?.settings,
  };
}

/** Waits until the queue stays the same while waiting for it. */
async function settle(state: { readonly queue: Promise<void> }): Promise<void> {
  let last;
  while (last !== state.queue) {
    last = state.queue;
    await last;
  }
}

async function handleMail(server: Server, mail: Mail): Promise<void> {
  const to = mail.to.toLowerCase();
  const local = to.slice(0, to.lastIndexOf('@'));
  if (local === 'config' || local === 'send' || local === 'url') await handleRequest(server, local, mail.source);
  else await handleInbound(server, to, mail);
}

/** Anything not encrypted to the server, and anything `send@` gets that no nym has signed, is met with silence. */
async function handleRequest(server: Server, local: 'config' | 'send' | 'url', source: Buffer): Promise<void> {
  const opened = await openRequest(server, source);
  if (!opened || opened.plaintext.length === 0) {
    server.record.refused.push('not encrypted to the server');
    return;
  }
  if (local === 'url') {
    await handleUrl(server, opened.plaintext);
    return;
  }
  const conf = signerOf(server, opened);
  if (conf?.ambiguous) server.wedge('a signature by a key with two addresses here');
  else if (conf) await (local === 'send' ? handleSend : handleChange)(server, conf, opened.plaintext);
  else if (local === 'config') await handleCreation(server, opened.plaintext);
  else server.record.refused.push('a letter no nym has signed');
}

/** One layer encrypted to the server's key, in a body that is armor as it stands: no other encoding is undone. */
async function openRequest(server: Server, source: Buffer): Promise<Opened | undefined> {
  if (!isArmorSound(source)) return undefined;
  try {
    const signers = [...server.nyms.values()].map(({ key }) => key);
    const now = new Date(server.clock.now());
    const opened = await open(source, { keys: [server.key], passphrases: [], signers, now, takesOff: 'outermost' });
    return opened.layers[0]?.kind === 'public-key' ? opened : undefined;
  } catch {
    return undefined;
  }
}

/** The nym whose good signature a request carries; one dated before its key or after its expiry is not good. */
function signerOf(server: Server, { signature }: Opened): Conf | undefined {
  if (signature.verdict !== 'good') return undefined;
  const conf = [...server.nyms.values()].find(({ key }) => key.fingerprint === signature.fingerprint);
  const { created, expires } = conf?.key ?? {};
  if (created && signature.created && signature.created < created) return undefined;
  return expires && expires.getTime() <= server.clock.now() ? undefined : conf;
}

/** Mail to a nym: posted as the server's MTA stored it, trace fields in front. An unknown nym's is dropped. */
async function handleInbound(server: Server, to: string, mail: Mail): Promise<void> {
  const conf = server.nyms.get(to);
  if (!conf) {
    server.record.refused.push('no such nym');
    return;
  }
  await postToNym(server, conf, Buffer.concat([utf8(traceFields(server, to, mail.from)), mail.source]));
  conf.settings.received = Number(conf.settings.received ?? 0) + 1;
  conf.settings.last_received = dayOf(server.clock.now());
}

function traceFields(server: Server, to: string, from: string): string {
  return `Return-Path: <${from}>
X-Original-To: ${to}
Delivered-To: ${to}
Received: from client.example (localhost [127.0.0.1])
\tby mx.${server.domain} (Sandbox) with ESMTP
\tfor <${to}>; ${dateField(server.clock.now())}
`;
}
