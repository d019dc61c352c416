// The ways out to the nym server: by SMTP to a relay, as packets through remailers, through another program, or as files in a folder.

import { z } from 'zod';
import type { Transport } from '../letter';
import { command } from './command';
import { folder } from './folder';
import { mixmaster } from './mixmaster';
import { smtp } from './smtp';
import type { Lent, Post, Way } from './way';
import { yamn } from './yamn';

export { packetTables } from './packetSettings';
export type { Known, Lent, PacketQueue, Ping, Pinged, Post, QueuedPacket, Remailers, Way } from './way';

/** The kinds there are, by their `type` in the configuration. A new one is a file of its own, and its name here. */
export const transportSchema = z.discriminatedUnion('type', [smtp, folder, command, yamn, mixmaster]);

/** The transports of the configuration, by their names there. `lend` gives each what it needs. */
export function openTransports(
  ways: Readonly<Record<string, Way>>,
  lend: (name: string) => Lent,
): Record<string, Transport> {
  return Object.fromEntries(Object.entries(ways).map(([name, way]) => [name, way.open(lend(name))]));
}

/** What hands over the packets of those that have such, by the same names. */
export function openPosts(ways: Readonly<Record<string, Way>>, lend: (name: string) => Lent): Record<string, Post> {
  return Object.fromEntries(
    Object.entries(ways).flatMap(([name, { post }]) => (post ? [[name, post(lend(name))]] : [])),
  );
}
