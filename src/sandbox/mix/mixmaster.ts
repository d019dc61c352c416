import { mixmaster } from '../../protocol/remailer';
import { dayOf, lifeOfKeys, oneOf, standingOf } from './kind';
import type { Around, Engine, Found, Kind, Self } from './kind';
import { mixmasterMails } from './mixmasterExit';

/** Of a key. */
export type KeyBits = mixmaster.PublicKey['bits'];

/** Remailers of Mixmaster (mixmaster.md), with classic keys and larger ones in turn: chains are mixed. */
export async function makeMixmaster(
  selves: readonly Self[],
  { clock, random }: Around,
  largeBits: KeyBits,
): Promise<Kind> {
  const life = lifeOfKeys(clock);
  const members = await Promise.all(
    selves.map(async (self, index) => ({ self, ...(await mixmaster.makeKey(index % 2 === 0 ? 1024 : largeBits)) })),
  );
  const exits = members
    .filter(({ self }) => self.isExit)
    .map(({ self, publicKey }) => ({ ...publicKey, address: self.address }));
  const listed = members.map(({ self, publicKey }) => ({
    name: self.name,
    address: self.address,
    keyId: publicKey.keyId.toString('hex'),
    version: '2:3.0.2d',
    caps: self.isExit ? 'C' : 'CM',
    ...life,
    publicKey,
  }));
  const engines = members.map(({ self, secretKey }): Engine => ({
    self,
    armor: mixmaster.armor,
    subject: undefined,
    open: (packet, isNew) => {
      const keyOf = (id: Buffer) => (secretKey.keyId.equals(id) ? secretKey : undefined);
      return found(mixmaster.peelPacket(packet, { keyOf, isNew, day: dayOf(clock), random }));
    },
    keyText: () => mixmaster.writePubring(listed.filter(({ address }) => address === self.address)),
    mailsOf: (message) => mixmasterMails(message, self),
    repack: (payload) => mixmaster.packMessage(payload, [[[oneOf(exits, random)]]], { random, day: dayOf(clock) }),
  }));
  const standings = selves.map((self) => ({ ...standingOf(self, 30), history: '*'.repeat(12) }));
  return {
    engines,
    texts: () => ({
      pubring: mixmaster.writePubring(listed),
      statistics: mixmaster.writeStatistics({ made: clock.now(), standings, broken: [] }),
    }),
  };
}

function found(peeled: mixmaster.Peeled): Found {
  if (peeled.kind === 'onward') return { kind: 'onward', to: peeled.to, packet: peeled.packet };
  const { messageId, part, parts } = peeled.data;
  if (parts === 1 && mixmaster.readPayload(peeled.payload).destinations[0] === mixmaster.nowhere)
    return { kind: 'dummy' };
  return { kind: 'part', message: messageId.toString('hex'), part, parts, payload: peeled.payload };
}
