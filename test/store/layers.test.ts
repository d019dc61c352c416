import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openMemoryStore } from '../../src/store';
import type { LayerRow, NymId, Store } from '../../src/store';
import { addBareNym } from '../support/stores';

const day = 24 * 60 * 60 * 1000;
let store: Store;
let panda: NymId;

beforeEach(() => {
  store = openMemoryStore();
  panda = addBareNym(store);
});
afterEach(() => {
  store.close();
});

/** Latest first: what each was in the beginning or has become, and how it stands. */
const layers = () => store.layers.of(panda).map(({ state, standing }) => `${state.toString()} ${standing}`);
const add = (name: string, at = 0) => store.layers.add(panda, Buffer.from(name), at);
const row = (id: LayerRow['id']): LayerRow => {
  const found = store.layers.of(panda).find((one) => one.id === id);
  if (!found) throw new Error('the layer is gone');
  return found;
};
/** An article has come out of a layer; gives the one that goes on. */
function opened(id: LayerRow['id'], saidAt: number, state = 'moved'): LayerRow['id'] {
  const next = store.layers.follow({ ...row(id), state: Buffer.from(state) });
  if (next === undefined) throw new Error('the layer has moved on');
  store.layers.use(next, saidAt);
  return next;
}

test('a state is replaced once: whoever comes second must look again, and has changed nothing', () => {
  const id = opened(add('first'), 1, 'used');
  const seen = row(id);
  expect(store.layers.replace({ ...seen, state: Buffer.from('a letter') })).toBe(true);
  expect(store.layers.replace({ ...seen, state: Buffer.from('another letter') })).toBe(false);
  expect(store.layers.follow({ ...seen, state: Buffer.from('an article') })).toBeUndefined();
  expect(layers()).toEqual(['a letter in-force', 'first ended']);
});

test('what the server has not used stays as it was beside what came of it: it may begin it once more', () => {
  const asked = add('asked');
  opened(asked, 1, 'begun');
  opened(asked, 2, 'begun again');
  expect(layers()).toEqual(['begun again in-force', 'begun ended', 'asked ended']);
});

test('in force is the one in which the server spoke last by its own clock, whatever came in last', () => {
  const [one, two] = [opened(add('one'), 10, 'one'), opened(add('two'), 20, 'two')];
  expect(row(two).standing).toBe('in-force');
  expect(store.layers.use(one, 15)).toBe(false);
  expect(row(two).standing).toBe('in-force');
  expect(store.layers.use(one, 30)).toBe(true);
  expect([row(one).standing, row(two).standing]).toEqual(['in-force', 'ended']);
  expect(store.layers.use(one, 5)).toBe(false);
  expect(row(one).standing).toBe('in-force');
});

test('none is in force when the life has ended that they were made for', () => {
  opened(add('one'), 10, 'used');
  store.layers.end(panda, 20);
  expect(layers()).toEqual(['used ended', 'one ended']);
  add('of the next life', 30);
  expect(layers()[0]).toBe('of the next life asked');
});

test('those out of use are forgotten in time, and never the one in force or one that is asked for', () => {
  opened(add('old', 0), 0, 'old');
  opened(add('now', day), day, 'now');
  add('asked', 40 * day);
  store.layers.forgetEnded(panda, 40 * day);
  expect(layers()).toEqual(['asked asked', 'now in-force']);
});

test('of another nym none is touched', () => {
  const wombat = addBareNym(store, 'wombat@nym.test');
  const theirs = store.layers.add(wombat, Buffer.from('theirs'), 0);
  store.layers.use(theirs, 1);
  opened(add('ours'), 100, 'ours');
  store.layers.end(panda, 200);
  store.layers.forgetEnded(panda, 300);
  expect(layers()).toEqual([]);
  expect(store.layers.of(wombat).map(({ standing }) => standing)).toEqual(['in-force']);
});
