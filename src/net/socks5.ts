import type { Socket } from 'node:net';
import { domainToASCII } from 'node:url';
import { SocksClient } from 'socks';
import { messageOf } from '../base/errors';
import { NetError } from './errors';
import type { NetErrorCode } from './errors';
import { limits } from './limits';

/** Where the proxy is asked to connect, and as whom: Tor gives every user name a circuit of its own. */
export interface SocksRequest {
  readonly host: string;
  readonly port: number;
  readonly user?: string;
  readonly password?: string;
}

/**
 * Asks a connected SOCKS5 proxy for a connection to `host:port` (RFC 1928 §4). The name goes to the proxy as it is: nothing
 * here resolves it. With a user name the proxy must take it (RFC 1929): one that picks "no authentication", which the library
 * offers as well, is refused, because it would put every purpose on one circuit without a word. Tor picks it exactly where it
 * has been told not to keep user names apart (NoIsolateSOCKSAuth); what another proxy does with them cannot be seen from here.
 *
 * Leaves the socket as fresh as a new one: whatever the far end has said is still to be read. Throws NetError; the time-out
 * is the caller's (destroy the socket). `timeoutMs` says when that is: the library has a clock of its own, which must not be
 * the first to ring, as it cannot say what has happened.
 */
export async function connectSocks5(socket: Socket, request: SocksRequest, timeoutMs: number): Promise<void> {
  // the library writes names by their length in characters
  const host = domainToASCII(request.host) || request.host;
  checkLengths(host, request.user, request.password);
  const method = watchMethod(socket, request.user !== undefined);
  try {
    await SocksClient.createConnection({
      command: 'connect',
      existing_socket: socket,
      destination: { host, port: request.port },
      // the proxy's own address goes unused: the socket is there already
      proxy: { host: 'proxy', port: 1, type: 5, ...signIn(request) },
      timeout: timeoutMs + limits.socksGraceMs,
    });
  } catch (error) {
    throw method.refused() ? proxyRefused('it does not take a user name', error) : refusal(error, request.host);
  }
  await settle(socket);
}

function signIn({ user, password }: SocksRequest): { userId?: string; password?: string } {
  return user === undefined ? {} : { userId: user, password: password ?? '' };
}

/** One byte holds each length; the library would cut or crash. A user name needs a password of at least one byte (RFC 1929 §2). */
function checkLengths(...fields: (string | undefined)[]): void {
  const fits = (field: string) => field !== '' && Buffer.byteLength(field) <= limits.socksFieldBytes;
  if (fields.every((field) => field === undefined || fits(field))) return;
  const message = 'A host name, user name or password for a SOCKS5 proxy must have 1 to 255 bytes.';
  throw new NetError('proxy-refused', 'never', message);
}

/** Reads along: the second byte a proxy sends is the method it picked (RFC 1928 §3). */
function watchMethod(socket: Socket, signsIn: boolean): { refused: () => boolean } {
  let seen = Buffer.alloc(0);
  let refused = false;
  const look = (bytes: Buffer) => {
    seen = Buffer.concat([seen, bytes.subarray(0, 2)]);
    if (seen.length < 2) return;
    socket.off('data', look);
    refused = signsIn && seen[0] === 5 && seen[1] !== 2;
    if (refused) socket.destroy();
  };
  socket.on('data', look);
  return { refused: () => refused };
}

/**
 * The library lets the socket flow in the turn after it is done, whether anybody listens or not. Catches what comes then, puts
 * it back, and makes the socket wait for its first listener like a new one.
 */
async function settle(socket: Socket): Promise<void> {
  const early: Buffer[] = [];
  const keep = (bytes: Buffer) => early.push(bytes);
  socket.on('data', keep);
  await new Promise((resolve) => setImmediate(resolve));
  socket.pause();
  socket.off('data', keep);
  if (socket.readableEnded || socket.destroyed)
    throw new NetError('closed', 'later', 'The far end closed the connection at once.');
  if (early.length > 0) socket.unshift(Buffer.concat(early));
  // a stream that was paused by hand stays so; one that had a 'readable' listener starts at the first 'data' listener
  const nothing = () => undefined;
  socket.on('readable', nothing).off('readable', nothing);
  await new Promise((resolve) => setImmediate(resolve));
}

/** RFC 1928 §6, by the library's names. Tor's further replies (0xF0 and up) have none and fall under the last line. */
const reasons: readonly (readonly [string, NetErrorCode, string])[] = [
  ['NotAllowed', 'proxy-refused', 'the proxy does not allow it'],
  ['NetworkUnreachable', 'unreachable', 'its network cannot be reached'],
  ['HostUnreachable', 'unreachable', 'it cannot be reached'],
  ['ConnectionRefused', 'refused', 'it refused the connection'],
  ['TTLExpired', 'timeout', 'it took too long'],
  ['proxy rejected connection', 'unreachable', 'the proxy could not reach it'],
];

function refusal(cause: unknown, host: string): NetError {
  const told = messageOf(cause);
  const [, code, reason] = reasons.find(([words]) => told.includes(words)) ?? [];
  if (code !== undefined && reason !== undefined)
    return new NetError(code, 'later', `Cannot connect to ${host} through the SOCKS5 proxy: ${reason}.`, { cause });
  if (told.includes('version')) return proxyRefused('it does not speak SOCKS5', cause);
  if (told.includes('uthentication')) return proxyRefused('it refused the user name or password, or wants one', cause);
  return new NetError('proxy-down', 'later', 'The connection to the SOCKS5 proxy broke.', { cause });
}

function proxyRefused(reason: string, cause: unknown): NetError {
  const message = `The SOCKS5 proxy did not connect us: ${reason}. Check its address and port.`;
  return new NetError('proxy-refused', 'later', message, { cause });
}
