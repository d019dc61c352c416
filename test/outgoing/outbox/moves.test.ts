import { describe, expect, test } from '@jest/globals';
import { moveRow, moves } from '../../../src/outgoing/outbox';
import { mailText, submitted, usual } from '../../support/letters';
import { openStreetOut } from '../../support/outgoing';

async function row() {
  const { outgoing, store } = await openStreetOut();
  await outgoing.submit(submitted(mailText(usual)));
  const [found] = store.outbox.list();
  if (!found) throw new Error('no row');
  return { found, store };
}

describe('moving a letter', () => {
  test('a move that is not in the table is refused', async () => {
    const { found, store } = await row();
    expect(() => moveRow(store.outbox, found, 'acknowledged', 0)).toThrow('queued to acknowledged');
  });

  test('of two hands only one takes it', async () => {
    const { found, store } = await row();
    expect(moveRow(store.outbox, found, 'sending', 0)).toBe(true);
    expect(moveRow(store.outbox, found, 'sending', 0)).toBe(false);
  });

  test('what has been handed over never goes back into the queue', () => {
    expect(moves['handed-over']).toEqual(['handed-over', 'acknowledged', 'failed']);
    expect(moves.acknowledged).toEqual([]);
  });
});
