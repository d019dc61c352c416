import { z } from 'zod';
import { readDuration } from '../../base/duration';
import { readAddress } from '../../base/address';
import { isOnion, remoteHost, remoteSettings } from '../../net';

const duration = z
  .string()
  .transform((text) => (text === '0' ? 0 : readDuration(text)))
  .pipe(z.number('must be a time such as "30m" or "6h", or "0"'));
const percent = z.number().min(0).max(100);
/** Entry first: `*`, a name or an address. What is listed is looked at when a letter goes. */
const chain = z
  .string()
  .refine(
    (text) => text.split(',').every((word) => /^(\*|[\x21-\x7e]+)$/.test(word.trim())),
    'must be a chain such as "*,*,*"',
  );
const onion = remoteHost.refine((host) => isOnion(host), 'must be an onion, such as "abc...xyz.onion"');

const address = z
  .string()
  .toLowerCase()
  .refine((text) => readAddress(text) !== undefined, 'must be the address of a nym here');
const mean = duration.pipe(z.number().min(60_000, 'must be a minute at least'));

/** The tables among them. */
export const packetTables = {
  /** By what a letter is. */
  chains: z.strictObject({ send: chain.optional(), config: chain.optional(), url: chain.optional() }),
  reliability: z.strictObject({ onward: percent.optional(), exit: percent.optional() }),
  latency: z.strictObject({ least: duration.optional(), most: duration.optional() }),
  /** Messages to oneself: for whom, and the mean time between those that go by themselves. */
  pings: z.strictObject({ nym: address, every: mean.optional() }),
};

/** The settings that both formats of packets have. */
export const packetSettings = {
  ...remoteSettings,
  /** The envelope's sender, for a relay that takes none without; the entry reads it too. */
  sender: z.string().optional(),
  /** The way out that what is too long for this one goes by. */
  large: z.string().optional(),
  chain: chain.default('*,*,*'),
  chains: packetTables.chains.prefault({}),
  /** Of requests that create or change a nym: the server does no harm by them twice. Letters have none: it would send each. */
  copies: z.int().min(1).max(10).default(1),
  reliability: packetTables.reliability.prefault({}),
  latency: packetTables.latency.prefault({}),
  distance: z.int().min(0).max(20).optional(),
  exclude: z.array(z.string()).default([]),
  /** Entries that are met at their own onion instead of being reached by the relay. */
  onions: z.record(z.string().toLowerCase(), onion).default({}),
  /** Each packet goes at a random time within it. */
  spread: duration.prefault('30m'),
  /** Mean time between packets that carry nothing. */
  cover: mean.optional(),
  pings: packetTables.pings.optional(),
};

export type PacketSettings = z.infer<z.ZodObject<typeof packetSettings>>;
