import { messageOf, UserError } from '../../base/errors';
import { RemailerError } from '../../protocol/remailer';
import type { Listed } from '../../protocol/remailer';
import { chainForPing, remailersToPing } from './packetChains';
import { aroundOf } from './packetFormat';
import type { Format } from './packetFormat';
import { queuePackets } from './packetMail';
import type { PacketSettings } from './packetSettings';
import type { Known, Lent, Ping, Pinged, PingWishes } from './way';

interface PingParts<R extends Listed> {
  readonly settings: PacketSettings;
  readonly format: Format<R>;
  readonly lent: Lent;
}

/** Queues a message to oneself through each of the remailers: all or none. Throws UserError where one cannot be made. */
export async function pingRemailers<R extends Listed>(
  { nym, remailers }: PingWishes,
  parts: PingParts<R>,
): Promise<readonly Pinged[]> {
  const { settings, format, lent } = parts;
  const known = await format.known(lent);
  return told(() => queue(parts, nym, known, remailersToPing({ settings }, known, remailers), settings.spread));
}

/** The same through one that is drawn, at once: whoever calls it has drawn the time. */
export async function pingOne<R extends Listed>(parts: PingParts<R>): Promise<readonly Pinged[]> {
  const { settings, format, lent } = parts;
  const { pings } = settings;
  if (!pings) return [];
  const known = await format.known(lent);
  const all = remailersToPing({ settings }, known, []);
  const drawn = all.length > 0 ? all[lent.random.below(all.length)] : undefined;
  return told(() => queue(parts, pings.nym, known, drawn ? [drawn] : [], 0));
}

function queue<R extends Listed>(
  parts: PingParts<R>,
  nym: string,
  known: Known<R>,
  remailers: readonly R[],
  spreadMs: number,
): Pinged[] {
  if (remailers.length === 0) throw new UserError('Every remailer that can be used now is excluded.');
  const made = remailers.map((remailer) => makePing(parts, nym, known, remailer, spreadMs));
  parts.lent.packets.addPings(
    nym,
    made.map(({ ping }) => ping),
  );
  return made.map(({ ping, chain }) => ({ remailer: ping.remailer.name, chain: chain.map(({ name }) => name) }));
}

const tokenBytes = 16;

/** A mail that says one word, which nobody can know but who hands it on: nothing of who sends it, or through what it goes. */
function makePing<R extends Listed>(
  { settings, format, lent }: PingParts<R>,
  nym: string,
  known: Known<R>,
  remailer: R,
  spreadMs: number,
): { readonly ping: Ping; readonly chain: readonly R[] } {
  const { name, address, keyId } = remailer;
  const chain = chainForPing({ settings, ...format }, remailer, known, lent.random);
  const token = lent.random.bytes(tokenBytes).toString('hex');
  const packed = format.pack({ to: nym, text: Buffer.from(`${token}\n`) }, [[chain]], aroundOf(lent));
  const [packet] = queuePackets(packed, format.mail, spreadMs, lent);
  if (!packet) throw new Error('a ping is one packet');
  return { ping: { packet, remailer: { format: format.type, name, address, keyId }, token }, chain };
}

/** What a person can do something about, as a sentence to them. */
function told<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw error instanceof RemailerError ? new UserError(messageOf(error), { cause: error }) : error;
  }
}
