import { expect, test } from '@jest/globals';
import { openMemoryStore } from '../../src/store';

const keys = { format: 'yamn', what: 'pubring', source: 'https://lists.example/pubring.mix' } as const;

test('a copy outlives tries that fail, and the next good one takes its place', () => {
  const { directories } = openMemoryStore();
  directories.noteFailure(keys, 'Nobody answers.', 1);
  expect(directories.all()).toEqual([
    { ...keys, bytes: undefined, hadAt: undefined, triedAt: 1, failure: 'Nobody answers.' },
  ]);
  directories.put(keys, Buffer.from('one'), 2);
  directories.noteFailure(keys, 'Nobody answers.', 3);
  expect(directories.all()).toEqual([
    { ...keys, bytes: Buffer.from('one'), hadAt: 2, triedAt: 3, failure: 'Nobody answers.' },
  ]);
  directories.put(keys, Buffer.from('two'), 4);
  expect(directories.all()).toEqual([{ ...keys, bytes: Buffer.from('two'), hadAt: 4, triedAt: 4, failure: undefined }]);
  directories.remove(keys);
  expect(directories.all()).toEqual([]);
});
