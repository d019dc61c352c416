import { describe, expect, test } from '@jest/globals';
import { memoryBackend } from '../../../../src/protocol/imap';
import { writeVanished } from '../../../../src/protocol/imap/response/vanished';
import { asUid } from '../../../../src/protocol/imap/ids';
import { holdResync } from '../../../support/resync';

describe('a client that was cut off', () => {
  test('knows the mailbox when it is back, whatever happened, and though removals were forgotten', async () => {
    await expect(
      holdResync(async () => {
        const backend = memoryBackend();
        const account = backend.addAccount('panda@nym.test', 'secret');
        return {
          account,
          forget: () => {
            backend.forgetRemovals();
          },
        };
      }, 500),
    ).resolves.toBeUndefined();
  });

  test('is told of many removals in lines that it can hold', () => {
    const uids = Array.from({ length: 12_000 }, (_, i) => asUid(4_000_000_000 + 2 * i));
    const lines = [...writeVanished(uids, true)];
    expect(lines.every((line) => line.length <= 64 * 1024 && line.startsWith('* VANISHED (EARLIER) '))).toBe(true);
    expect(lines.flatMap((line) => line.slice('* VANISHED (EARLIER) '.length).trimEnd().split(','))).toEqual(
      uids.map(String),
    );
    expect([...writeVanished([], false)]).toEqual([]);
  });
});
