import { RemailerError, yamn } from '../../protocol/remailer';
import { yamnMails } from './yamnExit';
import { dayOf, lifeOfKeys, oneOf, standingOf } from './kind';
import type { Around, Engine, Found, Kind, Self } from './kind';

/** Remailers of YAMN (yamn.md). */
export async function makeYamn(selves: readonly Self[], { clock, random }: Around): Promise<Kind> {
  await yamn.boxesReady;
  const life = lifeOfKeys(clock);
  const members = selves.map((self) => ({ self, key: yamn.makeKey(random) }));
  const hops = members.map(({ self, key }) => ({
    address: self.address,
    keyId: key.keyId,
    publicKey: key.publicKey,
    self,
  }));
  const exits = hops.filter(({ self }) => self.isExit);
  const listed = hops.map(({ self, address, keyId, publicKey }) => ({
    name: self.name,
    address,
    keyId: keyId.toString('hex'),
    version: '4:0.2.7',
    caps: self.isExit ? 'E' : 'M',
    ...life,
    publicKey,
  }));
  const engines = members.map(({ self, key }): Engine => ({
    self,
    armor: yamn.armor,
    subject: yamn.program,
    open: (packet, isNew) => {
      const keyOf = (id: Buffer) => (key.keyId.equals(id) ? key : undefined);
      return found(yamn.peelPacket(packet, { keyOf, isNew, day: dayOf(clock) }));
    },
    keyText: () => yamn.writePubring(listed.filter(({ address }) => address === self.address)),
    mailsOf: (message) => yamnMails(message, self, { clock, random }),
    repack: (payload) => yamn.packMessage(payload, [[[oneOf(exits, random)]]], { random, day: dayOf(clock) }),
  }));
  const standings = selves.map((self) => ({ ...standingOf(self, 5), history: '+'.repeat(12) }));
  return {
    engines,
    texts: () => ({
      pubring: yamn.writePubring(listed),
      statistics: yamn.writeStatistics({ made: clock.now(), standings, broken: [] }),
    }),
  };
}

function found(peeled: yamn.Peeled): Found {
  if (peeled.kind === 'onward') return { kind: 'onward', to: peeled.to, packet: peeled.packet };
  const { delivery, messageId, chunk, chunks } = peeled.data;
  if (delivery === 'dummy') return { kind: 'dummy' };
  if (peeled.payload.length === 0) throw new RemailerError('malformed', 'The message is empty.');
  return { kind: 'part', message: messageId.toString('hex'), part: chunk, parts: chunks, payload: peeled.payload };
}
