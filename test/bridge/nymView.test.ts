import { describe, expect, test } from '@jest/globals';
import { requestOf } from '../../src/bridge/nymView';
import type { WaitingRequest } from '../../src/nym/nym';
import type { OutboxId, OutboxState } from '../../src/store';

const next = { algorithm: 'rsa4096', lifeSeconds: 1 } as const;

function said(posted: OutboxState | undefined, changes: Partial<WaitingRequest> = {}, wishesRecreation?: typeof next) {
  const request = { kind: 'create', tries: 1, nextAt: 0, outboxId: 1 as OutboxId, ...changes } as const;
  return requestOf({ request, wishesRecreation }, posted);
}

describe('of a request that waits for its answer', () => {
  test.each(['queued', 'held', 'sending'] as const)('nobody reads that it was sent while it is %s', (posted) => {
    expect(said(posted)).toBe('create, in the outbox');
    expect(said(posted, { tries: 3 })).toBe('create, sent 2 times, again in the outbox');
  });

  test('one reads that it was sent, how often, and when it is looked after', () => {
    expect(said('handed-over')).toBe('create, sent once, next look 1970-01-01');
    expect(said('handed-over', { kind: 'delete', tries: 2 }, next)).toBe(
      'delete, sent 2 times, next look 1970-01-01, then made again',
    );
  });

  test('one reads that it is yet to be made', () => {
    expect(said(undefined, { kind: 'config', tries: 0 })).toBe('config, not in the outbox yet');
  });

  test('one reads that it could not be sent', () => {
    expect(said('failed')).toBe('create, could not be sent, next look 1970-01-01');
  });

  test('nothing is said of one that was withdrawn', () => {
    expect(said('cancelled')).toBeNull();
    expect(said('cancelled', {}, next)).toBe('to be made again');
  });
});
