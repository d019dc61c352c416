import type { Socket } from 'node:net';
import { dial, startLimit } from './dial';
import { NetError } from './errors';
import { limits } from './limits';

/** What a SOCKS5 proxy is, by its own answers. */
export interface ProxyFacts {
  /** What it says to a SOCKS5 greeting: `other` is another protocol, or nothing at all. */
  readonly speaks: 'socks5' | 'other';
  /**
   * Whether it takes a user name where it could do without. Tor does so exactly where it keeps user names on different circuits:
   * with NoIsolateSOCKSAuth or PreferSOCKSNoAuth it prefers none.
   */
  readonly takesUserNames: boolean;
  /** Whether it knows Tor's own command RESOLVE: Tor does, and Arti; other proxies refuse it. */
  readonly resolvesLikeTor: boolean;
}

/**
 * A name of documentation (RFC 5737 §3) that is an address already: Tor answers with it at once, and asks nobody. As a name and
 * not as an address, for which Tor's log would scold, and SafeSocks refuse.
 */
const asked = '192.0.2.1';
/** Tor's socks-extensions.txt: RESOLVE, beside RFC 1928's CONNECT, BIND and UDP ASSOCIATE. */
const resolveCommand = 0xf0;

/**
 * Asks a proxy who it is, without going anywhere: nothing leaves the machine it runs on. Throws NetError where nothing answers
 * there at all.
 */
export async function examineProxy(
  proxy: { readonly host: string; readonly port: number },
  signIn: SignIn,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<ProxyFacts> {
  // directly: this is the proxy itself, on this machine or where the configuration says
  const route = { via: 'direct' } as const;
  const left = startLimit(timeoutMs);
  const socket = await dial({ ...proxy, route, timeoutMs, ...(signal && { signal }) });
  const timer = setTimeout(() => socket.destroy(), left());
  const abort = () => socket.destroy();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await converse(socket, reader(socket), signIn);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    socket.destroy();
  }
}

interface SignIn {
  readonly user: string;
  readonly password: string;
}

async function converse(socket: Socket, take: Take, { user, password }: SignIn): Promise<ProxyFacts> {
  socket.write(Buffer.from([5, 2, 0, 2])); // RFC 1928 §3: version, two methods, none and user name
  const method = await take(2);
  if (method?.[0] !== 5) return { speaks: 'other', takesUserNames: false, resolvesLikeTor: false };
  const takesUserNames = method[1] === 2;
  if (takesUserNames) {
    socket.write(Buffer.concat([Buffer.from([1]), counted(user), counted(password)])); // RFC 1929 §2
    if ((await take(2))?.[1] !== 0) return { speaks: 'socks5', takesUserNames: false, resolvesLikeTor: false };
  }
  return { speaks: 'socks5', takesUserNames, resolvesLikeTor: await resolves(socket, take) };
}

/** RFC 1928 §4 and §6, with the address 192.0.2.1 behind version, reply, a zero and the kind of address. */
async function resolves(socket: Socket, take: Take): Promise<boolean> {
  socket.write(Buffer.concat([Buffer.from([5, resolveCommand, 0, 3]), counted(asked), Buffer.alloc(2)]));
  const reply = await take(8);
  return reply?.equals(Buffer.from([5, 0, 0, 1, 192, 0, 2, 1])) ?? false;
}

/** One byte tells the length. */
function counted(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length === 0 || bytes.length > 255) throw new NetError('proxy-refused', 'never', 'A name is too long.');
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

/** The next bytes, exactly so many; undefined where the far end hangs up first. */
type Take = (length: number) => Promise<Buffer | undefined>;

function reader(socket: Socket): Take {
  const state = { unread: Buffer.alloc(0), over: false, wake: (): void => undefined };
  socket.on('data', (bytes: Buffer) => {
    state.unread = Buffer.concat([state.unread, bytes]);
    if (state.unread.length > limits.proxyWordsBytes) socket.destroy();
    state.wake();
  });
  for (const event of ['end', 'close'])
    socket.on(event, () => {
      state.over = true;
      state.wake();
    });
  return async (length) => {
    while (state.unread.length < length && !state.over) await new Promise<void>((resolve) => (state.wake = resolve));
    if (state.unread.length < length) return undefined;
    const taken = state.unread.subarray(0, length);
    state.unread = state.unread.subarray(length);
    return taken;
  };
}
