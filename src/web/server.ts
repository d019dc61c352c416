import { createServer } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../base/clock';
import { combinedLogin } from '../base/combined';
import { codeOf } from '../base/errors';
import { hangUpAfter } from '../base/hangUp';
import type { Log } from '../base/log';
import { Throttle } from '../base/throttle';
import { limits } from './limits';
import { contentPolicy, type Status, writePage } from './page';

export interface WebParts {
  readonly status: () => Promise<Status>;
  /** Whether this is the password of the login `all`: who has that sees all nyms anyway. */
  readonly isPassword: (password: string) => boolean;
  readonly clock: Clock;
  readonly log: Log;
  /** How long a connection may last; less in tests. */
  readonly connectionMs?: number;
}

export interface Web {
  /** Serves HTTP (RFC 9110) on a connection on which TLS has been spoken. */
  readonly accept: (socket: Socket) => void;
}

interface Reply {
  readonly status: number;
  readonly headers?: OutgoingHttpHeaders;
  readonly body: string;
}

/** The page asks for a password, changes nothing, and stays with whoever has asked: nothing keeps or frames it, and it loads nothing. */
export function openWeb(parts: WebParts): Web {
  const throttle = new Throttle(parts.clock);
  const server = createServer(
    {
      maxHeaderSize: limits.headerBytes,
      keepAliveTimeout: limits.idleMs,
    },
    (request, response) => {
      void reply({ ...parts, throttle }, request).then((made) => {
        send(request, response, made);
      });
    },
  );
  server.on('clientError', (_error, socket) => {
    socket.destroy();
  });
  return { accept: bounded((socket) => void server.emit('connection', socket), parts.connectionMs) };
}

/** So many at a time, and each for so long: Node's own time limits hold for servers that listen by themselves. */
function bounded(serve: (socket: Socket) => void, connectionMs: number = limits.connectionMs): Web['accept'] {
  let open = 0;
  return (socket) => {
    if (open === limits.connections) {
      socket.destroy();
      return;
    }
    open++;
    socket.once('close', () => {
      open--;
    });
    hangUpAfter(socket, connectionMs);
    serve(socket);
  };
}

async function reply(parts: WebParts & { readonly throttle: Throttle }, request: IncomingMessage): Promise<Reply> {
  const { method = '', url = '', headers } = request;
  if (method !== 'GET' && method !== 'HEAD')
    return { status: 405, headers: { Allow: 'GET, HEAD' }, body: 'The page is only for looking at.' };
  // a page of somebody else's whose name leads here must not be able to read this one (RFC 9110 §7.4)
  if (!isHere(headers.host ?? '')) return { status: 421, body: 'Ask for 127.0.0.1, ::1 or localhost.' };
  if (url !== '/') return { status: 404, body: 'There is one page here: /' };
  try {
    if (!(await isAllowed(parts, headers.authorization))) return unauthorized;
    return { status: 200, body: writePage(await parts.status()) };
  } catch (error) {
    parts.log.error('the web page could not be made', { code: codeOf(error) });
    return { status: 500, body: 'The page could not be made. The log says more.' };
  }
}

/** RFC 7617 §2, §2.1 */
const unauthorized: Reply = {
  status: 401,
  headers: { 'WWW-Authenticate': 'Basic realm="nymbridge", charset="UTF-8"' },
  body: `Log in as "${combinedLogin}", with the password that "nymbridge account ${combinedLogin}" shows.`,
};

function isHere(host: string): boolean {
  return /^(?:127\.0\.0\.1|\[::1\]|localhost)(?::\d{1,5})?$/i.test(host);
}

/** Each wrong password makes the next answer slower; what browsers ask before they have one does not. */
async function isAllowed(
  { isPassword, throttle, log }: WebParts & { readonly throttle: Throttle },
  authorization: string | undefined,
): Promise<boolean> {
  if (authorization === undefined) return false;
  await throttle.wait(combinedLogin);
  const encoded = /^basic +([\w+/=]+)$/i.exec(authorization)?.[1] ?? '';
  const words = Buffer.from(encoded, 'base64').toString('utf8');
  const right = isPassword(words.slice(words.indexOf(':') + 1)) && words.startsWith(`${combinedLogin}:`);
  if (right) throttle.succeeded(combinedLogin);
  else {
    throttle.failed(combinedLogin);
    log.warn('a browser gave a wrong password');
  }
  return right;
}

function send({ method }: IncomingMessage, response: ServerResponse, { status, headers, body }: Reply): void {
  const type = status === 200 ? 'text/html; charset=utf-8' : 'text/plain; charset=utf-8';
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    'Content-Security-Policy': contentPolicy,
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Resource-Policy': 'same-origin',
    ...headers,
  });
  response.end(method === 'HEAD' ? undefined : body);
}
