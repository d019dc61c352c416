import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '../../src/base/clock';
import { openNntp, type NntpClient, type NntpOptions } from '../../src/protocol/nntp';
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
    stop: async () => {
      await run(script, ['stop', dir]);
    },
  };
}

/** A client of it, before MODE READER: so it may offer articles by IHAVE. */
export async function connectTo(inn: Inn, options: Partial<NntpOptions> = {}): Promise<NntpClient> {
  const socket = await new Promise<Socket>((resolve, reject) => {
    const opening = connect({ port: inn.port, host: inn.host, noDelay: true }, () => {
      resolve(opening);
    }).once('error', reject);
  });
  return openNntp(socket, { clock: systemClock, ...options });
}

/** Hands INN an article as another server would; `source` has a Message-ID, and any line ends. */
export async function offer(client: NntpClient, source: Buffer): Promise<void> {
  const messageId = /^message-id:\s*(<[^>]+>)/im.exec(source.toString('latin1'))?.[1] ?? '';
  await client.ihave(messageId, source);
}
