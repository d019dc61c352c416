import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** One CONNECT as the proxy was asked: the host exactly as it was named, and who asked. */
export interface SocksAsked {
  readonly host: string;
  /** How the host was given: a name the proxy is to resolve, or an address somebody else resolved. */
  readonly as: 'name' | 'ipv4' | 'ipv6';
  readonly port: number;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** What was said through it so far, where that is written down. */
  readonly said?: Buffer[];
}

export interface SocksProxy {
  readonly port: number;
  readonly asked: SocksAsked[];
  stop(): void;
}

interface Place {
  readonly host: string;
  readonly port: number;
}

export interface SocksOptions {
  /** Loopback and a free port, unless told otherwise. */
  readonly listen?: Place;
  /** Where connections to any host really go; or to each, or the reply byte to give instead (RFC 1928 §6). */
  readonly target?: Place | ((asked: SocksAsked) => Place | number);
  /** The reply byte to give instead of connecting (RFC 1928 §6). */
  readonly refuse?: number;
  /** Says the proxy's answer and these bytes in one write, as a fast far end would. */
  readonly greeting?: string;
  /** Takes no user name: answers every sign-in with a refusal. */
  readonly refuseSignIn?: boolean;
  /** Picks "no authentication" even where a user name is offered. */
  readonly ignoresUsers?: boolean;
  /** Writes down what is said through it. */
  readonly listening?: boolean;
  /** Never answers. */
  readonly silent?: boolean;
  /** Whether it knows Tor's own command RESOLVE, and answers it as Tor does where it is asked for an address; it does unless told otherwise. */
  readonly tor?: boolean;
}

/** A SOCKS5 proxy that writes down what it is asked and connects everything to one target, or to those that it is told. */
export async function startSocks(options: SocksOptions): Promise<SocksProxy> {
  const asked: SocksAsked[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    if (!options.silent) serve(socket, options, asked).catch(() => socket.destroy());
  });
  const { host, port } = options.listen ?? { host: '127.0.0.1', port: 0 };
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    stop: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function serve(socket: Socket, options: SocksOptions, asked: SocksAsked[]): Promise<void> {
  const take = reader(socket);
  const methods = await take((await take(2))[1] ?? 0);
  const signIn = methods.includes(2) && !options.ignoresUsers;
  socket.write(Buffer.from([5, signIn ? 2 : 0]));
  let user: string | undefined;
  let password: string | undefined;
  if (signIn) {
    user = (await take((await take(2))[1] ?? 0)).toString();
    password = (await take((await take(1))[0] ?? 0)).toString();
    socket.write(Buffer.from([1, options.refuseSignIn ? 1 : 0]));
  }
  const [, verb, , type] = await take(4);
  const host = await readHost(take, type);
  const port = (await take(2)).readUInt16BE();
  if (verb !== 1) {
    socket.end(
      Buffer.from(
        (options.tor ?? true) ? [5, 0, 0, 1, ...host.split('.').map(Number), 0, 0] : [5, 7, 0, 1, 0, 0, 0, 0, 0, 0],
      ),
    );
    return;
  }
  const one: SocksAsked = {
    host,
    as: type === 3 ? 'name' : type === 4 ? 'ipv6' : 'ipv4',
    port,
    user,
    password,
    ...(options.listening && { said: [] }),
  };
  asked.push(one);
  const target = typeof options.target === 'function' ? options.target(one) : options.target;
  const refused = typeof target === 'number' ? target : options.refuse;
  const answer = Buffer.from([5, refused ?? 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  if (refused !== undefined) {
    socket.end(answer);
    return;
  }
  socket.write(Buffer.concat([answer, Buffer.from(options.greeting ?? '')]));
  socket.on('data', (bytes: Buffer) => one.said?.push(bytes));
  if (typeof target === 'object') join(socket, connect(target));
}

async function readHost(take: (length: number) => Promise<Buffer>, type: number | undefined): Promise<string> {
  if (type === 3) return (await take((await take(1))[0] ?? 0)).toString('latin1');
  if (type === 1) return [...(await take(4))].join('.');
  return ((await take(16)).toString('hex').match(/.{4}/g) ?? []).join(':');
}

function reader(socket: Socket): (length: number) => Promise<Buffer> {
  return async (length) => {
    for (;;) {
      const bytes = length === 0 ? Buffer.alloc(0) : (socket.read(length) as Buffer | null);
      if (bytes) return bytes;
      if (socket.destroyed || socket.readableEnded) throw new Error('the client is gone');
      await new Promise<void>((resolve) => {
        socket.once('readable', resolve);
        socket.once('close', resolve);
      });
    }
  };
}

function join(a: Socket, b: Socket): void {
  b.on('error', () => a.destroy());
  a.on('close', () => b.destroy());
  a.pipe(b);
  b.pipe(a);
}
