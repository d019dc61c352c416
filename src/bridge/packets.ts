import { UserError } from '../base/errors';
import type { Clock } from '../base/clock';
import { moveRow, type PacketQueue, type Remailers } from '../outgoing';
import { described } from '../nym';
import type { NymId, NymRow, OutboxId, Store } from '../store';

/** For a look at the ways out, which packs nothing. */
export const noRemailers: Remailers = {
  yamn: () => Promise.reject(new UserError(noneKnown)),
  mixmaster: () => Promise.reject(new UserError(noneKnown)),
};

const noneKnown = 'No remailers are known yet.';

/** Where the store is not open: nothing is sent then. */
export const noQueue: PacketQueue = {
  add: () => false,
  addPings: () => {
    throw new UserError('The store is not open.');
  },
};

/**
 * The queue of the packets of one way out. A letter and its packets are one transaction: either they are here and it is handed over, or
 * nothing of it has left.
 */
export function packetQueue(store: Store, clock: Clock, transport: string): PacketQueue {
  return {
    add: (packets, number) =>
      store.transaction(() => {
        const letter = number as OutboxId | undefined;
        const now = clock.now();
        const row = letter === undefined ? undefined : store.outbox.byId(letter);
        if (letter !== undefined && row?.state !== 'sealing') return false;
        // the text stays until the last packet has left: one that nothing takes is told with it
        if (row)
          moveRow(store.outbox, row, 'handed-over', now, { handedOverAt: now, lastError: undefined, ...sealedDropped });
        for (const packet of packets) store.packets.add({ ...packet, letter, transport, queuedAt: now });
        return true;
      }),
    addPings: (nym, pings) => {
      store.transaction(() => {
        const queuedAt = clock.now();
        const nymId = idOf(store, nym);
        for (const { packet, remailer, token } of pings) {
          const id = store.packets.add({ ...packet, letter: undefined, transport, queuedAt });
          store.pings.add({ ...remailer, nymId, packet: id, token, queuedAt });
        }
      });
    },
  };
}

/** Whether the server has mail for it. */
export function canGetPings(nym: NymRow | undefined): boolean {
  return nym?.state === 'active' || nym?.state === 'changing';
}

/** Nobody but a nym here is ever written to so, and none that the server would have no mail for. */
function idOf(store: Store, address: string): NymId {
  const nym = store.nyms.byAddress(address.toLowerCase());
  if (nym && canGetPings(nym)) return nym.id;
  const why = nym ? `is ${described[nym.state]}` : 'is no nym here';
  throw new UserError(`${address} ${why}, and nothing would come back. See "nymbridge nym list".`);
}

const sealedDropped = { layered: undefined, sealed: undefined } as const;
