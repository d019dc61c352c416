import type { Duplex } from 'node:stream';
import { NntpError, stuffDots, Wire } from '../../protocol/nntp';
import type { Answer, Context, SessionState } from './answer';
import { handleCommand } from './command';
import type { FaultAct, Faults } from './faults';
import type { Spool } from './spool';

/** RFC 3977 §3.1 for the line, and something for those who do not keep to it; the article as large as the bridge's own limit for mail. */
const limits = { lineBytes: 4096, articleBytes: 25 * 1024 * 1024 };

/** What the sessions of one server share. */
export interface Shop {
  readonly spool: Spool;
  readonly faults: Faults;
  readonly users: ReadonlyMap<string, string>;
  /** The server's side of a TLS handshake, where it has a certificate. */
  readonly encrypt: ((stream: Duplex) => Duplex) | undefined;
  readonly now: () => Date;
}

/** Serves one connection until it ends; never throws. */
export async function serveSession(socket: Duplex, shop: Shop): Promise<void> {
  const talk: Talk = { stream: socket, wire: new Wire(socket) };
  const state: SessionState = {
    group: undefined,
    current: undefined,
    user: undefined,
    loggedIn: false,
    encrypted: false,
  };
  try {
    let more = await say(talk, { line: '200 news.test, posting allowed' }, shop.faults.next('GREETING'));
    while (more) {
      const line = (await talk.wire.line(limits.lineBytes)).toString('utf8');
      more = await answer(talk, shop, state, line);
    }
    await hangUp(talk.stream);
  } catch (error) {
    talk.stream.destroy();
    if (!(error instanceof NntpError)) throw error;
  }
}

interface Talk {
  stream: Duplex;
  wire: Wire;
}

/** Answers one command; false when that was the last one. */
async function answer(talk: Talk, shop: Shop, state: SessionState, line: string): Promise<boolean> {
  const { spool, users, encrypt } = shop;
  const context: Context = { state, spool, users, offersTls: encrypt !== undefined, now: shop.now() };
  const { verb, ...reply } = handleCommand(context, line);
  const more = await say(talk, reply, shop.faults.next(verb));
  if (more && reply.receive) {
    const source = await talk.wire.block(limits.articleBytes, limits.articleBytes);
    return say(talk, reply.receive(source), undefined);
  }
  if (more && reply.then === 'tls' && encrypt) {
    talk.stream = encrypt(talk.wire.release());
    talk.wire = new Wire(talk.stream);
    state.encrypted = true;
  }
  return more && reply.then !== 'close';
}

/** Says it, or does what goes wrong instead; false when nothing can follow. */
async function say({ wire, stream }: Talk, { line, block }: Answer, fault: FaultAct | undefined): Promise<boolean> {
  const whole = Buffer.concat([Buffer.from(`${line}\r\n`), ...(block ? [stuffDots(block)] : [])]);
  switch (fault) {
    case undefined:
      await wire.send(whole);
      return true;
    case 'hang':
      return new Promise((resolve) =>
        stream.once('close', () => {
          resolve(false);
        }),
      );
    case 'nonsense':
      await wire.send(Buffer.from('bananas are yellow\r\n\0\xff\r\n', 'latin1'));
      return true;
    case 'cut':
      await wire.send(whole.subarray(0, line.length + 2 + Math.floor((whole.length - line.length - 2) / 2)));
      return false;
    case 'close':
      return false;
    default:
      await wire.send(Buffer.from(`${fault.reply}\r\n`));
      return true;
  }
}

/** Ends the stream when all is written; it may have been ended from outside already. */
function hangUp(stream: Duplex): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed) resolve();
    stream.once('close', resolve).end(resolve);
  });
}
