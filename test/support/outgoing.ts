import { silentLog } from '../../src/base/log';
import type { Outcome, Parcel, Transport } from '../../src/outgoing';
import { openOutgoing } from '../../src/outgoing';
import type { OutgoingParts } from '../../src/outgoing';
import type { NymId, Store } from '../../src/store';
import { open } from '../../src/protocol/openpgp';
import { TestClock } from './clock';
import { secretKey } from './keys';
import type { AlicesBridge } from './nyms';
import { aliceActive } from './nyms';
import { seededRandom } from './random';

/** A transport that answers as told, by default `taken`, and keeps what it was given. */
export function fakeTransport(answers: Outcome[] = []): Transport & { readonly parcels: Parcel[] } {
  const parcels: Parcel[] = [];
  return {
    parcels,
    send: async (parcel) => {
      parcels.push(parcel);
      return answers.shift() ?? { result: 'taken' };
    },
    check: async () => ({ result: 'taken' }),
  };
}

/** Alice's street out, on a clock that stands still, with a transport that the test answers for. */
export async function openStreetOut(
  more: Partial<OutgoingParts> & {
    readonly answers?: Outcome[];
    readonly bridge?: AlicesBridge;
    readonly clock?: TestClock;
  } = {},
) {
  const bridge = more.bridge ?? (await aliceActive());
  const clock = more.clock ?? new TestClock();
  const transport = fakeTransport(more.answers);
  const outgoing = openOutgoing({
    store: bridge.store,
    nyms: bridge.nyms,
    random: seededRandom('outgoing'),
    log: silentLog,
    transports: { smtp: transport },
    authenticate: async (address, password) => address === 'panda@nym.test' && password === 'bamboo',
    tls: { cert: '', key: '' },
    ...more,
    clock,
  });
  return { ...bridge, clock, transport, outgoing, parcels: transport.parcels };
}

/** What a parcel's armor holds. */
export async function openParcel(parcel: Parcel | undefined): Promise<string> {
  const keys = [await secretKey('server')];
  const wishes = { keys, passphrases: [], signers: [], now: new Date('2030-01-01'), takesOff: 'outermost' } as const;
  return (await open(parcel?.source ?? Buffer.alloc(0), wishes)).plaintext.toString();
}

/** The flags of each mail in a mailbox. */
export function flagsIn(store: Store, nymId: NymId, mailbox: string): readonly (readonly string[])[] {
  const row = store.mail.mailboxes.byName(nymId, mailbox);
  return (row && store.mail.messages.snapshot(row.id)?.messages.flags) ?? [];
}

/** The mails in a mailbox, as text. */
export function mailsIn(store: Store, nymId: NymId, mailbox: string): string[] {
  const row = store.mail.mailboxes.byName(nymId, mailbox);
  const snapshot = row && store.mail.messages.snapshot(row.id);
  if (!row || !snapshot) return [];
  return store.mail.messages
    .read(row.id, snapshot.messages.uids)
    .map(({ bodyId, size }) => Buffer.concat([...store.mail.messages.bytes(bodyId, 0, size)]).toString());
}
