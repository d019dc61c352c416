import { expect, test } from '@jest/globals';
import type { OutboxId } from '../../src/store';
import type { AlicesBridge } from '../support/nyms';
import { again, aliceActive, aliceDraft, start } from '../support/nyms';
import { seededRandom } from '../support/random';

const day = 86_400_000;
const random = seededRandom('patience');
const address = 'panda@nym.test';
const evidence = 'article <reply@nym.test>';

/** Alice's nym with a change that was asked for at `start`. */
async function changing(): Promise<AlicesBridge> {
  const world = await aliceActive();
  const { nyms, alice } = world;
  nyms.noteConfig(alice.id, { acksend: false }, { at: start, evidence: 'outbox 2' });
  nyms.noteTry(alice.id, tried('config'), start, random);
  return { ...world, alice: await again(nyms, alice) };
}

const tried = (kind: 'create' | 'config' | 'delete' | 'status', isAgain = false) => ({
  kind,
  outboxId: 0 as OutboxId,
  isAgain,
});

test('a change that the server answers and never grants is dropped in the end: the nym works as the server has it', async () => {
  const { nyms, alice } = await changing();
  const settings = { address, hsub: String(alice.options.hsub), acksend: 'True' };
  nyms.applyReply(alice.id, { kind: 'changed', address, settings }, { at: start + day, saidAt: start + day, evidence });
  expect(await again(nyms, alice)).toMatchObject({ state: 'changing', asked: { acksend: false } });
  nyms.giveUp(alice.id, 1, { at: start + 30 * day, evidence: 'clock' });
  expect(await again(nyms, alice)).toMatchObject({ state: 'active', asked: undefined, request: undefined });
  expect(nyms.events(alice.id).at(-1)).toMatchObject({ from: 'changing', to: 'active', evidence: 'clock' });
});

test('a change that was met with silence alone leaves the nym lost, with old and new subject still looked for', async () => {
  const { nyms, alice } = await aliceActive();
  nyms.noteConfig(alice.id, { hsub: 'the new hsub' }, { at: start + day, evidence: 'outbox 2' });
  nyms.noteTry(alice.id, tried('config'), start + day, random);
  nyms.giveUp(alice.id, 1, { at: start + 30 * day, evidence: 'clock' });
  const lost = await again(nyms, alice);
  expect(lost).toMatchObject({ state: 'lost', asked: { hsub: 'the new hsub' } });
  expect(lost.selectors).toHaveLength(2);
  // an answer after all: what was asked for and is not in it goes on being asked
  const settings = { address, hsub: String(alice.options.hsub) };
  nyms.applyReply(alice.id, { kind: 'changed', address, settings }, { at: start + 31 * day, saidAt: start, evidence });
  expect(await again(nyms, alice)).toMatchObject({ state: 'active', request: { kind: 'config', tries: 0 } });
});

test('a question that nobody answers costs a working nym nothing', async () => {
  const { nyms, alice } = await aliceActive();
  nyms.noteTry(alice.id, tried('status'), start, random);
  expect(nyms.request(alice.id)).toMatchObject({ kind: 'config', tries: 1 });
  nyms.giveUp(alice.id, 1, { at: start + 30 * day, evidence: 'clock' });
  expect(await again(nyms, alice)).toMatchObject({ state: 'active', request: undefined });
});

test('a question does not take the place of a request that waits, and makes its patience no shorter', async () => {
  const { nyms, alice } = await changing();
  const before = nyms.request(alice.id);
  nyms.noteTry(alice.id, tried('status'), start + 5, random);
  expect(nyms.request(alice.id)).toEqual(before);
});

test('a new wish begins with new patience, a repeated one has more', async () => {
  const { nyms, alice } = await changing();
  nyms.noteTry(alice.id, tried('config', true), start, random);
  expect(nyms.request(alice.id)?.tries).toBe(2);
  nyms.noteTry(alice.id, tried('config'), start, random);
  expect(nyms.request(alice.id)?.tries).toBe(1);
});

test('a request that the nym’s state has left behind is not due', async () => {
  const { nyms, alice } = await aliceDraft();
  nyms.noteCreation(alice.id, { at: start, evidence: 'outbox 1' });
  nyms.noteTry(alice.id, tried('create'), start, random);
  nyms.move(alice.id, 'deleted', { at: start, evidence: 'user' });
  expect(nyms.dueRequests(start + 100 * day)).toEqual([]);
});

test('a lost nym whose deletion was asked for, and that the server still lists, is deleted and not brought back', async () => {
  const { nyms, alice } = await aliceActive();
  nyms.noteConfig(alice.id, { delete: true }, { at: start, evidence: 'outbox 2' });
  nyms.noteTry(alice.id, tried('delete'), start, random);
  nyms.giveUp(alice.id, 1, { at: start + 30 * day, evidence: 'clock' });
  const settings = { address, hsub: String(alice.options.hsub) };
  const listed = (saidAt: number) =>
    nyms.applyReply(alice.id, { kind: 'changed', address, settings }, { at: start + 40 * day, saidAt, evidence });
  expect(listed(start + day)).toBe('lost');
  expect(listed(start + 35 * day)).toBe('deleting');
  expect(nyms.dueRequests(start + 40 * day)).toMatchObject([{ kind: 'delete', tries: 0 }]);
});

test.each([
  [start + 20 * day, 'active'],
  // from before anybody asked: it says nothing of now
  [start - day, 'lost'],
])('mail that the server signed at %s for a nym that was given up leaves it %s', async (saidAt, state) => {
  const { nyms, alice } = await aliceActive();
  nyms.noteConfig(alice.id, { acksend: false }, { at: start + day, evidence: 'outbox 2' });
  nyms.noteTry(alice.id, tried('config'), start + day, random);
  nyms.giveUp(alice.id, 1, { at: start + 30 * day, evidence: 'clock' });
  expect((await again(nyms, alice)).state).toBe('lost');
  expect(nyms.applyReply(alice.id, { kind: 'mail', mboxBytes: 0 }, { at: start + 40 * day, saidAt, evidence })).toBe(
    state,
  );
  expect(nyms.dueRequests(start + 40 * day)).toHaveLength(state === 'active' ? 1 : 0);
});

test('mail to a nym whose creation has no answer proves that it is there, and its settings are asked for', async () => {
  const { nyms, alice } = await aliceDraft();
  nyms.noteCreation(alice.id, { at: start, evidence: 'outbox 1' });
  nyms.noteTry(alice.id, tried('create'), start, random);
  const occasion = { at: start + day, saidAt: start + day, evidence };
  expect(nyms.applyReply(alice.id, { kind: 'mail', mboxBytes: 0 }, occasion)).toBe('active');
  expect(nyms.dueRequests(start + day)).toMatchObject([{ kind: 'config', tries: 0 }]);
});

test('a request that was answered or sent again meanwhile is not given up', async () => {
  const { nyms, alice } = await changing();
  nyms.noteTry(alice.id, tried('config', true), start, random);
  nyms.giveUp(alice.id, 1, { at: start + 30 * day, evidence: 'clock' });
  expect(await again(nyms, alice)).toMatchObject({ state: 'changing', request: { tries: 2 } });
});
