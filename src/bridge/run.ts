import { codeOf } from '../base/errors';
import { lockForRun } from '../store';
import { closeAll, listenForClients, type Listening, type ServeWeb } from './listening';
import type { Bridge } from './open';
import { keepRemailers } from './remailers';
import { openStreets, type Streets } from './streets';
import { mustHaveCertificate } from './surroundings';
import { tendNyms } from './tend';
import { version } from './version';
import { warningsOf } from './warnings';

/** A bridge at work. */
export interface Running {
  readonly listening: readonly Listening[];
  /** The local TLS certificate, PEM: what a client may trust. */
  readonly certificate: string;
  /** Takes nothing new, finishes what is being written, and lets go of ports and lock. */
  stop(): Promise<void>;
}

/** How often other processes' writes are looked for: a mail client sees the mail of `nymbridge fetch` within this. */
const pollMs = 500;
/** How long what is being written may take when the program is told to end. */
const patienceMs = 5000;
/** How often it is looked whether something about the nyms is due. Most is counted in days; but a name that was given up to be made again is anybody's. */
const tendMs = 600_000;

/** Serves the mail client, and with `web` the web page where the configuration has a port for it; fetches news and sends the outbox. Throws UserError where another `run` is on, or a port is taken. */
export async function runBridge(bridge: Bridge, web?: ServeWeb): Promise<Running> {
  const { log } = bridge;
  const unlock = lockForRun(bridge.paths.data);
  try {
    const streets = openStreets(bridge);
    const listening = await listenForClients(bridge, streets, web);
    const stopWork = startWork(bridge, streets);
    const stop = async () => {
      log.info('stopping');
      closeAll(listening);
      await inTime(bridge, stopWork());
      unlock();
      log.info('stopped');
    };
    log.info('started', { version, nyms: bridge.store.nyms.all().length });
    for (const sentence of warningsOf(bridge)) log.warn(sentence);
    return { listening, certificate: mustHaveCertificate(bridge.store).certificate, stop };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** A peer that does not finish its sentence must not keep the program: what was acknowledged is on disk, as for kill -9. */
async function inTime({ clock, log }: Bridge, work: Promise<void>): Promise<void> {
  const over = new AbortController();
  const late = clock.sleep(patienceMs, over.signal).then(() => {
    if (!over.signal.aborted) log.warn('a connection did not end in time, and was cut');
  });
  await Promise.race([work, late]);
  over.abort();
}

/** The port that `purpose` is really served on. */
export function portOf({ listening }: Running, purpose: 'IMAP' | 'SMTP'): number {
  const found = listening.find((one) => one.purpose === purpose);
  if (!found) throw new Error(`${purpose} is not served`);
  return found.port;
}

/** Everything that goes on by itself. Gives the way to end it. */
function startWork(bridge: Bridge, streets: Streets): () => Promise<void> {
  const { incoming, outgoing } = streets;
  const ended = new AbortController();
  const tend = oneAtATime(() => tendNyms(bridge, streets));
  outgoing.resolveInterrupted();
  outgoing.start();
  incoming.start(() => attempt(bridge, tend));
  const chores = [
    repeat(bridge, pollMs, ended.signal, () => {
      bridge.store.poll();
    }),
    repeat(bridge, tendMs, ended.signal, tend),
    attempt(bridge, () => keepRemailers(bridge, ended.signal)),
  ];
  return async () => {
    ended.abort();
    await Promise.all([outgoing.stop(), incoming.stop(), ...chores]);
  };
}

/** A call while one is under way joins it. */
function oneAtATime(chore: () => Promise<void>): () => Promise<void> {
  let underWay: Promise<void> | undefined;
  return () =>
    (underWay ??= chore().finally(() => {
      underWay = undefined;
    }));
}

async function repeat(bridge: Bridge, ms: number, signal: AbortSignal, chore: () => unknown): Promise<void> {
  while (!signal.aborted) {
    await attempt(bridge, chore);
    await bridge.clock.sleep(ms, signal);
  }
}

async function attempt({ log }: Bridge, chore: () => unknown): Promise<void> {
  try {
    await chore();
  } catch (error) {
    log.error('a chore failed', { code: codeOf(error) });
  }
}
