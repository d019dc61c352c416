import { z } from 'zod';
import { shuffled } from '../../base/random';
import { refuseBarePassword } from '../../net';
import { usualRules, yamn as packets } from '../../protocol/remailer';
import { packetSettings } from './packetSettings';
import type { Format, Inside } from './packetFormat';
import { packetWay } from './packetWay';
import type { Lent, Way } from './way';

/** `type = "yamn"`: one packet a letter, for the original's exits damage what comes in several (yamn.md §7.3). */
export const yamn = z
  .strictObject({ type: z.literal('yamn'), ...packetSettings })
  .superRefine(refuseBarePassword)
  .transform(({ type: _, ...settings }): Way => packetWay(settings, format));

/** Room for the header that the exit reads. */
const headBytes = 310;

const format: Format<packets.YamnRemailer> = {
  type: 'yamn',
  known: async ({ remailers }) => {
    await packets.boxesReady;
    return remailers.yamn();
  },
  usual: usualRules.yamn,
  mostHops: 10,
  mail: { armor: packets.armor, fields: fieldsOf },
  mostBytes: packets.limits.payloadBytes - headBytes,
  packets: () => 1,
  pack: (inside, chains, around) => packets.packMessage(messageOf(inside), chains.map(hopsOf), around),
  dummy: (chain, around) => packets.packDummy(hopsOf([chain])[0] ?? [], around),
};

/** The original's author where nothing else is configured. */
const author = { name: 'Anonymous Remailer', local: 'remailer', domain: 'domain.invalid' };

/** In any order, which the original's language draws anew for each mail; Date and Message-Id are of the moment of sending, in UTC (yamn.md §8). */
function fieldsOf(to: string, { clock, random }: Pick<Lent, 'clock' | 'random'>): string[] {
  const now = new Date(clock.now());
  const date = now.toUTCString().replace(', 0', ', ').replace('GMT', '+0000');
  const [day = '', time = ''] = now.toISOString().slice(0, 19).replace(/[-:]/g, '').split('T');
  const { name, local, domain } = author;
  return shuffled(
    [
      `To: ${to}`,
      `From: ${name} <${local}@${domain}>`,
      `Subject: ${packets.program}`,
      `Date: ${date}`,
      `Message-Id: <${day}.${time}.${random.bytes(4).toString('hex')}@${domain}>`,
    ],
    random,
  );
}

/** A header and a text, with LF line ends (yamn.md §7.1). */
function messageOf({ to, text }: Inside): Buffer {
  return Buffer.concat([Buffer.from(`To: ${to}\n\n`, 'latin1'), text]);
}

function hopsOf(copies: readonly (readonly packets.YamnRemailer[])[]): packets.Hop[][] {
  return copies.map((chain) =>
    chain.map(({ address, keyId, publicKey }) => ({ address, keyId: Buffer.from(keyId, 'hex'), publicKey })),
  );
}
