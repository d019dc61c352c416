import { beforeEach, describe, expect, test } from '@jest/globals';
import { readState, writeState } from '../../src/protocol/ephemeral';
import type { Outcome } from '../../src/outgoing';
import { StoreError } from '../../src/store';
import { Side } from '../protocol/ephemeral/sides';
import { TestClock } from '../support/clock';
import { agreeOnLayer } from '../support/layers';
import { mailText, submitted, usual } from '../support/letters';
import { aliceActive, again } from '../support/nyms';
import type { AlicesBridge } from '../support/nyms';
import { mailsIn, openParcel, openStreetOut } from '../support/outgoing';
import { seededRandom } from '../support/random';

// Alice's nym is on a server that puts an ephemeral layer around everything, and hangs, for ever, on a letter without it.

const random = seededRandom('layered out');
let clock: TestClock;
let world: AlicesBridge;
let server: Side;

beforeEach(async () => {
  clock = new TestClock();
  world = await aliceActive();
  server = agree('a layer', 'in-force');
});

const agree = (secret: string, standing: 'asked' | 'in-force') =>
  agreeOnLayer(world, { clock, random }, secret, standing);

const street = (answers: Outcome[] = [], bridge = world) => openStreetOut({ bridge, clock, answers });
const letter = (words: string) => submitted(mailText(usual, words));
const notNow: Outcome = { result: 'later', reason: 'The relay is down.' };

describe('a letter of a nym with a layer', () => {
  test('is inside it, each with a key of its own, in the order in which they go', async () => {
    const { outgoing, parcels } = await street();
    await outgoing.submit(letter('first'));
    await outgoing.submit(letter('second'));
    await outgoing.workOff();
    expect(parcels).toHaveLength(2);
    for (const [i, words] of ['first', 'second'].entries()) {
      const inside = await openParcel(parcels[i]);
      expect(inside).toMatch(/^-----BEGIN PGP MESSAGE-----\n\n/);
      expect(await server.read(Buffer.from(inside))).toContain(words);
    }
  });

  test('goes a second time as the first, to the byte', async () => {
    const { outgoing, parcels } = await street([notNow]);
    await outgoing.submit(letter('hello'));
    await outgoing.workOff();
    await clock.advance(24 * 60 * 60 * 1000);
    await outgoing.workOff();
    expect(parcels).toHaveLength(2);
    expect(parcels[1]?.source.equals(parcels[0]?.source ?? Buffer.alloc(0))).toBe(true);
  });

  test('sealed anew, for a key of the server’s that has changed, is not put into the layer once more', async () => {
    const { outgoing, parcels, store, alice } = await street([notNow]);
    await outgoing.submit(letter('hello'));
    await outgoing.workOff();
    store.outbox.unseal(alice.id, clock.now());
    await clock.advance(24 * 60 * 60 * 1000);
    await outgoing.workOff();
    expect(parcels[1]?.source.equals(parcels[0]?.source ?? Buffer.alloc(0))).toBe(false);
    expect(await openParcel(parcels[1])).toBe(await openParcel(parcels[0]));
  });

  test('whose block cannot be kept uses up no key', async () => {
    const { outbox } = world.store;
    const full = { ...world.store, outbox: { ...outbox, keepLayered: () => fail() } };
    const fail = () => {
      throw new StoreError('full', 'The disk is full.');
    };
    const broken = await street([], { ...world, store: full });
    await broken.outgoing.submit(letter('hello'));
    const before = world.store.layers.of(world.alice.id);
    await expect(broken.outgoing.workOff()).rejects.toThrow('full');
    expect(world.store.layers.of(world.alice.id)).toEqual(before);
    expect(broken.parcels).toEqual([]);
  });

  test('is put in anew where something was opened meanwhile', async () => {
    const { layers } = world.store;
    const article = await server.write('an article');
    let isFirst = true;
    const replace: typeof layers.replace = (step) => {
      if (!isFirst) return layers.replace(step);
      isFirst = false;
      expect(layers.replace({ ...step, state: opened })).toBe(true);
      return layers.replace(step);
    };
    const [layer] = layers.of(world.alice.id);
    const alice = new Side(readState(layer?.state ?? Buffer.alloc(0)), random);
    await alice.read(article);
    const opened = writeState(alice.state);
    const busy = await street([], { ...world, store: { ...world.store, layers: { ...layers, replace } } });
    await busy.outgoing.submit(letter('hello'));
    await busy.outgoing.workOff();
    expect(await server.read(Buffer.from(await openParcel(busy.parcels[0])))).toContain('hello');
    expect(await alice.read(article)).toBe('duplicate');
  });

  test('leaves nothing of itself behind when it has gone', async () => {
    const { outgoing, store } = await street();
    await outgoing.submit(letter('hello'));
    await outgoing.workOff();
    const [row] = store.outbox.list();
    expect(row?.state).toBe('handed-over');
    expect(row && store.outbox.layered(row.id)).toBeUndefined();
  });

  test('beyond what the layer takes without an answer is reported, not lost', async () => {
    const [layer] = world.store.layers.of(world.alice.id);
    const saved = JSON.parse(String(layer?.state)) as { sending: { sent: number } };
    saved.sending.sent = 999;
    if (layer) world.store.layers.replace({ ...layer, state: Buffer.from(JSON.stringify(saved)) });
    const { outgoing, parcels, store, alice } = await street();
    await outgoing.submit(letter('one too many'));
    await outgoing.workOff();
    expect(parcels).toEqual([]);
    expect(mailsIn(store, alice.id, 'INBOX').join()).toContain('nymbridge nym ask');
  });
});

describe('requests', () => {
  test('are not inside the layer', async () => {
    const { outgoing, parcels, nyms, alice } = await street();
    await outgoing.config(await again(nyms, alice), { acksend: false });
    await outgoing.workOff();
    expect(await openParcel(parcels[0])).toContain('acksend');
  });
});

describe('another layer', () => {
  test('letters that wait are put into it, when it is in force', async () => {
    const { outgoing, parcels, store, alice } = await street([notNow]);
    await outgoing.submit(letter('hello'));
    await outgoing.workOff();
    server = agree('another layer', 'in-force');
    store.outbox.unseal(alice.id, clock.now());
    await clock.advance(24 * 60 * 60 * 1000);
    await outgoing.workOff();
    expect(await server.read(Buffer.from(await openParcel(parcels[1])))).toContain('hello');
  });
});
