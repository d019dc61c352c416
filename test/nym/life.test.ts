import { describe, expect, test } from '@jest/globals';
import { UserError } from '../../src/base/errors';
import { described, mayMove, moves } from '../../src/nym';
import type { NymState } from '../../src/nym';
import { addBareNym } from '../support/stores';
import { openMemoryStore } from '../../src/store';
import { openNyms } from '../../src/nym';

const states = Object.keys(moves) as NymState[];

test('a nym that the server has deleted is never simply there again: it is made anew, or deleted once more', () => {
  expect(moves.deleted).toEqual(['draft', 'deleting']);
});

test('silence is never the last word: what was given up as lost may still be answered', () => {
  for (const answer of ['active', 'duplicate', 'reserved', 'deleted'] as const)
    expect(mayMove('lost', answer)).toBe(true);
});

test('no state but deleted is a dead end', () => {
  for (const state of states.filter((one) => one !== 'deleted')) {
    const reached = new Set<NymState>([state]);
    for (const one of reached) for (const next of moves[one]) reached.add(next);
    expect(reached.has('deleted')).toBe(true);
  }
});

test('every state can be told to the user', () => {
  for (const state of states) expect(`This nym is ${described[state]}.`).toMatch(/^This nym is .{5,}\.$/);
});

describe('a move', () => {
  test('that the table has is made, with its evidence', () => {
    const store = openMemoryStore();
    const id = addBareNym(store);
    const nyms = openNyms(store);
    nyms.move(id, 'deleting', { at: 7, evidence: 'user' });
    expect(nyms.events(id)).toEqual([{ at: 7, from: 'active', to: 'deleting', evidence: 'user' }]);
  });

  test('that the table does not have is refused with a sentence and leaves no trace', () => {
    const store = openMemoryStore();
    const id = addBareNym(store);
    const nyms = openNyms(store);
    const draft = () => {
      nyms.move(id, 'draft', { at: 7, evidence: 'user' });
    };
    expect(draft).toThrow(UserError);
    expect(draft).toThrow('This nym is active');
    expect(nyms.events(id)).toEqual([]);
  });
});
