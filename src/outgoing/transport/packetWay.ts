import { codeOf, messageOf, UserError } from '../../base/errors';
import type { RemoteSettings } from '../../net';
import { RemailerError } from '../../protocol/remailer';
import type { Listed, Packed } from '../../protocol/remailer';
import type { Outcome, Parcel, Transport } from '../letter';
import { chainForDummy, chainsFor, showChains } from './packetChains';
import { aroundOf } from './packetFormat';
import type { Format, Inside } from './packetFormat';
import { mailPacket, queuePackets } from './packetMail';
import { pingOne, pingRemailers } from './packetPing';
import type { PacketSettings } from './packetSettings';
import { smtpTransport } from './smtp';
import type { Lent, Post, Way } from './way';

/** A way out by packets of a format. */
export function packetWay<R extends Listed>(settings: PacketSettings, format: Format<R>): Way {
  return {
    type: format.type,
    remote: settings,
    secret: settings.password !== undefined,
    ...roomOf(settings, format),
    ...(settings.cover !== undefined && { coverMs: settings.cover }),
    ...(settings.pings && { pings: settings.pings }),
    open: (lent) => packetTransport(settings, format, lent),
    post: (lent) => packetPost(settings, format, lent),
    chains: async (lent) => showChains({ settings, ...format }, await format.known(lent), lent.random),
    ping: (lent, wishes) => pingRemailers(wishes, { settings, format, lent }),
  };
}

function roomOf({ large }: PacketSettings, { mostBytes }: { readonly mostBytes: number }) {
  return { mostBytes, ...(large !== undefined && { large }) };
}

function packetTransport<R extends Listed>(settings: PacketSettings, format: Format<R>, lent: Lent): Transport {
  const relay = relayTo(settings, lent);
  return {
    queues: true,
    slow: true,
    ...roomOf(settings, format),
    send: async (parcel) => {
      try {
        const packed = await pack(parcel, settings, format, lent);
        const packets = queuePackets(packed, format.mail, settings.spread, lent);
        return lent.packets.add(packets, parcel.letter)
          ? { result: 'taken' }
          : { result: 'later', reason: 'The letter was taken back while it was packed.', code: 'taken-back' };
      } catch (error) {
        return outcomeOf(error);
      }
    },
    check: (signal) => relay.check(signal),
  };
}

async function pack<R extends Listed>(
  parcel: Parcel,
  settings: PacketSettings,
  format: Format<R>,
  lent: Lent,
): Promise<Packed[]> {
  const inside = insideOf(parcel);
  if (inside.text.length > format.mostBytes)
    throw new RemailerError(
      'too-large',
      `Sealed, the letter has ${inside.text.length} bytes, and what goes by this transport has ${format.mostBytes} at most. ` +
        'Make it shorter, or send it by another transport.',
    );
  const known = await format.known(lent);
  const { random } = lent;
  const packets = (exit: R) => format.packets(inside, exit);
  const chains = chainsFor({ settings, ...format }, parcel.kind ?? 'send', known, { random, packets });
  return format.pack(inside, chains, aroundOf(lent));
}

/** The exit writes a header of its own: only the recipient is told, once, and nobody is named as author (yamn.md §7.2). */
function insideOf({ to, source }: Parcel): Inside {
  const text = source.subarray(source.indexOf('\n\n') + 2);
  if (text.some((byte) => byte > 0x7e || byte === 0x0d))
    throw new RemailerError('malformed', 'The letter is not plain ASCII, and no remailer can be given it.');
  return { to, text };
}

/** A chain that cannot be drawn now may be drawn tomorrow; a letter that is too large stays so. Whatever it is, nothing has left. */
function outcomeOf(error: unknown): Outcome {
  const code = error instanceof RemailerError ? error.code : codeOf(error);
  const isTold = error instanceof RemailerError || error instanceof UserError;
  const reason = isTold ? messageOf(error) : 'A fault of the bridge itself kept the letter from being packed.';
  return { result: isLasting(code) ? 'never' : 'later', reason, ...(code !== undefined && { code }) };
}

const isLasting = (code: string | undefined) => code === 'too-large' || code === 'malformed';

function packetPost<R extends Listed>(settings: PacketSettings, format: Format<R>, lent: Lent): Post {
  const relay = relayTo(settings, lent);
  return {
    send: (parcel, signal) => {
      const onion = settings.onions[parcel.to.toLowerCase()];
      const mail = { ...parcel, source: mailPacket(parcel, format.mail, lent) };
      return (onion === undefined ? relay : relayTo(atOnion(onion), lent)).send(mail, signal);
    },
    ...(settings.cover !== undefined && { coverMs: settings.cover }),
    dummy: async () => {
      const chain = chainForDummy({ settings, ...format }, await format.known(lent), lent.random);
      lent.packets.add(queuePackets([format.dummy(chain, aroundOf(lent))], format.mail, 0, lent));
    },
    ...(settings.pings?.every !== undefined && { pingMs: settings.pings.every }),
    pingOne: () => pingOne({ settings, format, lent }),
  };
}

/** The onion's name is its key: there is nothing for TLS to add. */
const atOnion = (host: string): RemoteSettings => ({ host, port: 25, security: 'none', allow_direct: false });

/** `sender` is for the relay: an onion takes mail without. */
function relayTo(remote: RemoteSettings & Pick<PacketSettings, 'sender'>, { route }: Lent): Transport {
  return smtpTransport({ ...remote, route: (purpose) => route(purpose, remote) });
}
