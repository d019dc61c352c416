import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { systemClock } from '../../src/base/clock';
import { openNntp, stuffDots, type NntpClient, type NntpOptions } from '../../src/protocol/nntp';
import { freePort } from './freePort';

const run = promisify(execFile);
const script = join(__dirname, 'inn.sh');

/** The group that INN carries here. */
export const newsgroup = 'alt.anonymous.messages';

/** The reader's login where one is wanted. */
export const login = { user: 'panda', password: 'correct-horse' };

/** A running INN. */
export interface Inn {
  readonly host: string;
  readonly port: number;
  /** Its certificate for localhost, PEM; nnrpd offers STARTTLS. */
  readonly certificate: string;
  /** Ends the process that serves each reader, as a crash would. Rejects where nobody reads. */
  killReaders(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts Debian's INN with all its files in `dir`, an existing folder; with `login`, readers must log in. */
export async function startInn(dir: string, wants: 'login' | 'open' = 'open'): Promise<Inn> {
  const port = await freePort();
  await run(script, ['start', dir, String(port), wants]);
  return {
    host: '127.0.0.1',
    port,
    certificate: readFileSync(join(dir, 'etc/cert.pem'), 'utf8'),
    killReaders: async () => {
      await run(script, ['kill-readers', dir]);
    },
    stop: async () => {
      await run(script, ['stop', dir]);
    },
  };
}

/** A client of it, before MODE READER: so it may offer articles by IHAVE. */
export async function connectTo(inn: Inn, options: Partial<NntpOptions> = {}): Promise<NntpClient> {
  return openNntp(await dial(inn), { clock: systemClock, ...options });
}

function dial({ host, port }: Pick<Inn, 'host' | 'port'>): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const opening = connect({ host, port, noDelay: true }, () => {
      resolve(opening);
    }).once('error', reject);
  });
}

/** Hands INN an article as another server would; `source` has a Message-ID, and any line ends. */
export async function offer(client: NntpClient, source: Buffer): Promise<void> {
  await client.ihave(messageIdOf(source), source);
}

/** Hands INN articles with CRLF line ends by TAKETHIS, for which no answer is waited for: thousands in a second. */
export async function fill(inn: Inn, sources: readonly Buffer[]): Promise<void> {
  const socket = await dial(inn);
  const sending = stream(socket, sources);
  let taken = 0;
  for await (const answer of createInterface({ input: socket })) {
    if (answer.startsWith('239 ')) taken++;
    else if (!/^20[05] /.test(answer)) throw new Error(`INN does not take an article: ${answer}`);
  }
  await sending;
  if (taken !== sources.length) throw new Error(`INN has taken only ${taken} articles.`);
}

async function stream(socket: Socket, sources: readonly Buffer[]): Promise<void> {
  for (const source of sources) {
    const offered = Buffer.concat([Buffer.from(`TAKETHIS ${messageIdOf(source)}\r\n`), stuffDots(source)]);
    if (!socket.write(offered)) await once(socket, 'drain');
  }
  socket.end('QUIT\r\n');
}

/** What INN adds is its own name in Path, and Xref; everything else must be as it was. */
export function asOffered(source: Buffer): string {
  const text = source.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  const header = text
    .slice(0, end)
    .replace('Path: news.test!', 'Path: ')
    .replace(/\r\nXref: [^\r]*/, '');
  return header + text.slice(end);
}

export function messageIdOf(source: Buffer): string {
  return /^message-id:\s*(<[^>]+>)/im.exec(source.toString('latin1', 0, 2000))?.[1] ?? '';
}
