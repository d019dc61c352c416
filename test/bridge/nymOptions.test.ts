import { describe, expect, test } from '@jest/globals';
import { optionRows } from '../../src/bridge/nymOptions';
import { standingOf } from '../../src/nym';
import type { AlicesBridge } from '../support/nyms';
import { again, aliceActive, aliceDraft, start } from '../support/nyms';

async function rows({ store, nyms, alice }: AlicesBridge, secrets = false) {
  const row = store.nyms.byId(alice.id);
  if (!row) throw new Error('she is gone');
  return optionRows(await again(nyms, alice), standingOf(store, row), secrets);
}

const said = async (world: AlicesBridge, option: string) => (await rows(world)).find((row) => row.option === option);
const at = (ms: number) => ({ at: start + ms, saidAt: start + ms, evidence: 'article <late@nym.test>' });
const list = (world: AlicesBridge, settings: Record<string, string>, ms: number) =>
  world.nyms.applyReply(
    world.alice.id,
    { kind: 'changed', address: world.alice.address, settings: { address: world.alice.address, ...settings } },
    at(ms),
  );

describe('the table of settings', () => {
  test('says in words what is the same, and what nobody has said', async () => {
    const draft = await aliceDraft();
    expect(await said(draft, 'hsub')).toEqual({
      option: 'hsub',
      'asked for': 'new',
      'in force': null,
      'server said': null,
      mark: 'not said yet',
    });
    expect(await said(draft, 'key')).toMatchObject({ 'server said': null, mark: 'not said yet' });
    const active = await aliceActive();
    expect(await said(active, 'hsub')).toMatchObject({ 'in force': 'set', 'server said': 'set', mark: 'same' });
    expect(await said(active, 'symmetric')).toMatchObject({ 'in force': 'off', 'server said': 'off', mark: 'same' });
    expect(await said(active, 'acksend')).toMatchObject({ 'in force': 'yes', mark: 'same' });
  });

  test('what a server refuses to make does not wait for an answer', async () => {
    const world = await aliceDraft();
    world.nyms.noteCreation(world.alice.id, at(0));
    expect(await said(world, 'hsub')).toMatchObject({ mark: 'waiting' });
    const { id, address } = world.alice;
    world.nyms.applyReply(id, { kind: 'duplicate', address, keyId: '0123456789ABCDEF' }, at(1));
    expect(await said(world, 'hsub')).toMatchObject({ mark: 'refused' });
  });

  test('a server that never lists acksend is not taken to differ: receipts are its way', async () => {
    const world = await aliceActive();
    list(world, { hsub: String(world.alice.options.hsub) }, 5);
    expect(await said(world, 'acksend')).toMatchObject({ 'in force': 'yes', 'server said': null, mark: 'same' });
  });

  test('what the server called successful and did not do is marked', async () => {
    const world = await aliceActive();
    world.nyms.noteConfig(world.alice.id, { symmetric: 'another layer' }, at(10));
    expect(await said(world, 'symmetric')).toMatchObject({ 'asked for': 'new', mark: 'waiting' });
    list(world, { hsub: String(world.alice.options.hsub) }, 20);
    expect(await said(world, 'symmetric')).toMatchObject({ 'asked for': 'new', 'server said': 'off', mark: 'DIFFERS' });
  });

  test('a nym that the server has under another key is marked', async () => {
    const world = await aliceActive();
    const fingerprint = '0123456789ABCDEF0123456789ABCDEF01234567';
    list(world, { hsub: String(world.alice.options.hsub), fingerprint }, 5);
    expect(await said(world, 'key')).toMatchObject({ 'server said': '89ABCDEF01234567', mark: 'DIFFERS' });
    const own = world.alice.key.publicKey.fingerprint.toLowerCase();
    list(world, { hsub: String(world.alice.options.hsub), fingerprint: own }, 6);
    expect(await said(world, 'key')).toMatchObject({ mark: 'same' });
  });

  test('has nothing of an ephemeral layer where there is none, and keeps what begins one to itself', async () => {
    const world = await aliceActive();
    expect(await said(world, 'ephemeral')).toBeUndefined();
    const layer = { ephemeral: 'gum tree', ratchet: Buffer.alloc(32, 7).toString('base64') };
    world.nyms.noteConfig(world.alice.id, layer, at(10));
    expect(await said(world, 'ephemeral')).toMatchObject({ 'asked for': 'new', 'server said': 'off', mark: 'waiting' });
    list(world, { hsub: String(world.alice.options.hsub), ...layer }, 20);
    expect(await said(world, 'ephemeral')).toMatchObject({ 'asked for': null, 'server said': 'set', mark: 'same' });
    expect(await said(world, 'ratchet')).toMatchObject({ 'server said': 'set', mark: 'same' });
    expect(JSON.stringify(await rows(world))).not.toMatch(/gum tree|BwcHBw/);
    expect(JSON.stringify(await rows(world, true))).toMatch(/gum tree.*BwcHBw/);
  });

  test('has passphrases in it only where they are wanted', async () => {
    const world = await aliceActive();
    world.nyms.noteConfig(world.alice.id, { symmetric: 'another layer', hsub: 'another subject' }, at(10));
    const secrets = ['another layer', 'another subject', String(world.alice.options.hsub)];
    const hidden = JSON.stringify(await rows(world));
    const open = JSON.stringify(await rows(world, true));
    for (const secret of secrets) {
      expect(hidden).not.toContain(secret);
      expect(open).toContain(secret);
    }
  });
});
