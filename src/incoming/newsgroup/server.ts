import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Clock } from '../../base/clock';
import { dial, secure } from '../../net';
import type { Route } from '../../net';
import { NntpError, openNntp } from '../../protocol/nntp';
import type { NntpClient, NntpErrorCode } from '../../protocol/nntp';
import { limits } from './limits';

/** A news server as configured. */
export interface NewsServer {
  /** What its marks are kept under; two servers never share one. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly security: 'none' | 'starttls' | 'tls';
  /** SHA-256 of its certificate in hex, for one that no authority vouches for. */
  readonly pin?: string | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** The way there: asked for with each connection, for it changes while the program runs. */
  readonly route: () => Route;
}

/** Shown each stream on which TLS has begun. */
type OnSecured = (stream: TLSSocket) => void;

/** A session ready for GROUP. Throws NetError and NntpError; `signal` ends it at any time. */
export async function connect(
  server: NewsServer,
  clock: Clock,
  signal: AbortSignal,
  onSecured: OnSecured = () => undefined,
): Promise<NntpClient> {
  const { host, port, route } = server;
  const socket = await dial({ host, port, route: route(), timeoutMs: limits.dialMs, signal });
  const abort = () => socket.destroy();
  signal.addEventListener('abort', abort, { once: true });
  socket.once('close', () => {
    signal.removeEventListener('abort', abort);
  });
  try {
    return await greet(server, socket, clock, onSecured);
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

async function greet(server: NewsServer, socket: Socket, clock: Clock, onSecured: OnSecured): Promise<NntpClient> {
  const peer = { servername: server.host, ...(server.pin !== undefined && { pin: server.pin }) };
  const encrypt = async () => {
    const stream = await secure(socket, peer);
    onSecured(stream);
    return stream;
  };
  const stream = server.security === 'tls' ? await encrypt() : socket;
  const client = await openNntp(stream, {
    clock,
    limits: { articleBytes: limits.articleBytes },
    upgrade: encrypt,
  });
  await introduce(client, server);
  return client;
}

/**
 * MODE READER first: INN hands the connection over to another program there, and only that one knows TLS and readers' logins.
 * A server that wants TLS or a login before anything gets it once more behind them. Nothing secret goes out before TLS where
 * the configuration asks for TLS: `startTls` throws where the server will not have it.
 */
async function introduce(client: NntpClient, { security, user, password = '' }: NewsServer): Promise<void> {
  const welcome = await isReader(client);
  if (security === 'starttls') await client.startTls();
  if (user !== undefined) await client.login(user, password);
  if (!welcome) await client.modeReader();
}

/** Whether the server took MODE READER, or does not need it; false where it wants something else first. */
async function isReader(client: NntpClient): Promise<boolean> {
  try {
    await client.modeReader();
    return true;
  } catch (error) {
    if (error instanceof NntpError && first.includes(error.code)) return false;
    throw error;
  }
}

/** RFC 4643 §2.2 (480) and RFC 4642 §2.3 (483). */
const first: readonly NntpErrorCode[] = ['auth-required', 'encryption-required'];
