// A mix network on loopback: four remailers of YAMN and four of Mixmaster, and the directories that they are known by.
import { createTransport } from 'nodemailer';
import { messageOf } from '../../base/errors';
import type { Log } from '../../base/log';
import type { Mail } from '../mail';
import { serveTexts } from './http';
import type { Around, DirectoryTexts, Kind, KindName, Self } from './kind';
import { makeMixmaster } from './mixmaster';
import type { KeyBits } from './mixmaster';
import { openRemailer } from './remailer';
import type { HopEvent, Remailer } from './remailer';
import { makeYamn } from './yamn';

export type { DirectoryTexts, KindName } from './kind';
export type { HopEvent, Remailer, Seen } from './remailer';

/** The last of each is a middle-man. */
const names = {
  yamn: ['alder', 'birch', 'cedar', 'hazel'],
  mixmaster: ['aspen', 'larch', 'maple', 'rowan'],
} as const;

const makers = { yamn: makeYamn, mixmaster: makeMixmaster } as const;

export interface MixOptions {
  /** Both when left out. */
  readonly kinds?: readonly KindName[];
  /** So many mails in a remailer's pool are sent at once; 4 when left out. */
  readonly enough?: number;
  /** Milliseconds on the clock after which a pool is sent in any case; 200 when left out. */
  readonly patienceMs?: number;
  /** Of every other key of Mixmaster; 4096 when left out. Making one of those takes a second or more. */
  readonly largeBits?: KeyBits;
  /** Told of what happens at each remailer, as it happens. */
  readonly onHop?: (name: string, event: HopEvent) => void;
}

export interface Mix {
  readonly remailers: Readonly<Record<KindName, readonly Remailer[]>>;
  /** What pingers publish now. Empty for a kind that is not here. */
  texts(kind: KindName): DirectoryTexts;
  /** The same by HTTP: `KIND/pubring.mix`, `yamn/mlist2.txt`, `mixmaster/rlist.txt`. With a slash at its end. */
  readonly url: string;
  /** Whether mail to this address is a remailer's. */
  isFor(address: string): boolean;
  /** Takes a mail for a remailer. */
  take(mail: Mail): void;
  /** Resolves when no mail is on its way between remailers; pools may hold some. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

interface Surroundings extends Around {
  readonly log: Log;
  /** Where remailers hand in their mail; asked for when there is some. */
  readonly relay: () => { readonly host: string; readonly port: number };
}

/** Makes keys, opens the remailers and the text server. */
export async function startMix(options: MixOptions, around: Surroundings): Promise<Mix> {
  const {
    kinds = ['yamn', 'mixmaster'],
    enough = 4,
    patienceMs = 200,
    largeBits = 4096,
    onHop = () => undefined,
  } = options;
  const sender = openSender(around);
  const made = await Promise.all(
    kinds.map(async (kind) => [kind, await makers[kind](selvesOf(kind), around, largeBits)] as const),
  );
  const byKind = Object.fromEntries(made) as Partial<Record<KindName, Kind>>;
  const open = (kind: KindName) =>
    (byKind[kind]?.engines ?? []).map((engine) => {
      const onEvent = (event: HopEvent) => {
        onHop(engine.self.name, event);
      };
      return openRemailer({ ...around, engine, enough, patienceMs, send: sender.send, onEvent });
    });
  const remailers = { yamn: open('yamn'), mixmaster: open('mixmaster') };
  const byAddress = new Map([...remailers.yamn, ...remailers.mixmaster].map((one) => [one.address, one]));
  const texts = (kind: KindName) => byKind[kind]?.texts() ?? { pubring: '', statistics: '' };
  let stopped = false;
  const server = await serveTexts((path) => textAt(path, texts));
  return {
    remailers,
    texts,
    url: `http://${server.host}:${server.port}/`,
    isFor: (address) => byAddress.has(address.toLowerCase()),
    take: (mail) => {
      if (!stopped) byAddress.get(mail.to.toLowerCase())?.take(mail);
    },
    settled: sender.settled,
    stop: async () => {
      stopped = true;
      for (const remailer of byAddress.values()) remailer.kill();
      await sender.settled();
      await server.stop();
    },
  };
}

function selvesOf(kind: KindName): Self[] {
  const all = names[kind];
  return all.map((name, index) => ({ name, address: `mix@${name}.test`, isExit: index < all.length - 1 }));
}

function textAt(path: string, texts: (kind: KindName) => DirectoryTexts): string | undefined {
  const table: Readonly<Record<string, () => string>> = {
    '/yamn/pubring.mix': () => texts('yamn').pubring,
    '/yamn/mlist2.txt': () => texts('yamn').statistics,
    '/mixmaster/pubring.mix': () => texts('mixmaster').pubring,
    '/mixmaster/rlist.txt': () => texts('mixmaster').statistics,
  };
  return Object.hasOwn(table, path) ? table[path]?.() : undefined;
}

/** Hands mails to the relay by SMTP, each in a connection of its own. */
function openSender({ log, relay }: Pick<Surroundings, 'log' | 'relay'>) {
  const underWay = new Set<Promise<void>>();
  const handOver = async ({ from, to, source }: Mail) => {
    const { host, port } = relay();
    const transport = createTransport({ host, port, ignoreTLS: true });
    try {
      await transport.sendMail({ envelope: { from, to }, raw: source });
    } catch (error) {
      log.warn('a remailer could not hand a mail over', { reason: messageOf(error) });
    } finally {
      transport.close();
    }
  };
  return {
    send: (mail: Mail) => {
      const done: Promise<void> = handOver(mail).finally(() => underWay.delete(done));
      underWay.add(done);
    },
    settled: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
