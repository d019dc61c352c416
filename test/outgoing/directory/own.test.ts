import { expect, test } from '@jest/globals';
import { describePings, describeSources, knowYamn, remailersSchema } from '../../../src/outgoing/directory';
import type { PingRow } from '../../../src/store';
import { openMemoryStore } from '../../../src/store';
import { TestClock } from '../../support/clock';
import { writeLists, yamnKey, yamnStatistics } from '../../support/remailerLists';

const now = Date.parse('2026-11-27T12:00:00Z');
const hour = 3600_000;
const day = 24 * hour;

/** A ping through frog so many days ago that was back after so many minutes, or is not. */
const ping = (daysAgo: number, minutes?: number, more: Partial<PingRow> = {}): PingRow => ({
  ...{ format: 'yamn', name: 'frog', address: 'mix@frog.test', keyId: '' },
  sentAt: now - daysAgo * day,
  arrivedAt: minutes === undefined ? undefined : now - daysAgo * day + minutes * 60_000,
  ...more,
});
const times = (count: number, one: PingRow) => Array.from({ length: count }, () => one);

function know(rows: readonly PingRow[], statistics: readonly string[] = []) {
  const keys = yamnKey({ name: 'frog' }) + yamnKey({ name: 'toad' });
  const yamn = { pubring: writeLists([keys]), statistics: writeLists(statistics) };
  const { directories } = openMemoryStore();
  const pings = { since: (_format: string, at: number) => rows.filter(({ sentAt = at }) => sentAt >= at) };
  return knowYamn({ settings: remailersSchema.parse({ yamn }), directories, pings, clock: new TestClock(now) });
}

const linesOf = (rows: readonly PingRow[]) => describePings('yamn', know(rows));

test('a ping counts as lost after three days only, and only where one that went later is back', () => {
  const young = [ping(2.9), ping(1, 60)];
  expect(linesOf(young)).toMatchObject([{ sent: 2, back: 1, lost: 0, reliability: 100 }]);
  const nothingBack = [ping(4), ping(5, 60)];
  expect(linesOf(nothingBack)).toMatchObject([{ sent: 2, back: 1, lost: 0 }]);
  const lost = [ping(4), ping(3.9, 60, { name: 'toad', address: 'mix@toad.test' })];
  expect(linesOf(lost)).toMatchObject([
    { pinged: 'frog', sent: 1, back: 0, lost: 1, reliability: 0, latency: null },
    { pinged: 'toad', back: 1, lost: 0 },
  ]);
});

test('a ping that is back late is not lost any more', () => {
  expect(linesOf([ping(8, 7 * 24 * 60), ping(5, 60)])).toMatchObject([{ back: 2, lost: 0 }]);
});

test('those of the last twelve days count, each on its day, as pingers write it', () => {
  const rows = [ping(13, 60), ping(11, 60), ...times(3, ping(5, 60)), ping(5), ping(4, 60), ping(0.2, 60)];
  expect(linesOf(rows)).toMatchObject([{ sent: 7, back: 6, lost: 1, history: '+?????7+???+', reliability: 85.7 }]);
});

test('the latency is the middle one, and never less than nothing though clocks differ', () => {
  expect(linesOf([ping(3, 60), ping(2, 200), ping(1, 90)])).toMatchObject([{ latency: '1:30' }]);
  expect(linesOf([ping(3, -60)])).toMatchObject([{ latency: '0:00' }]);
});

test('another remailer at the name has the pings of the one before no more', () => {
  expect(linesOf([ping(1, 60, { address: 'mix@old.test' })])).toEqual([]);
});

test('chains are drawn by them from twelve on, and one that is lost is forgiven', () => {
  const well = (count: number) => times(count, ping(1, 60));
  expect(know(well(11)).standings.size).toBe(0);
  expect(know([...well(11), ping(4)]).standings.get('frog')).toMatchObject({ reliability: 100, latency: 3600 });
  expect(know([...well(18), ...times(2, ping(4))]).standings.get('frog')).toMatchObject({ reliability: 95 });
  expect(linesOf([...well(18), ...times(2, ping(4))])).toMatchObject([{ reliability: 90, counts: true }]);
});

test('beside what pingers say they tell how much is lost, and not how long it takes: theirs is a longer way', () => {
  const pinger = yamnStatistics([['frog', '0:30', '99.5']]);
  const known = know([...times(10, ping(1, 200)), ...times(10, ping(4))], [pinger]);
  expect(known.standings.get('frog')).toMatchObject({ reliability: 55, latency: 1800, history: '++++++++++++' });
  expect(describeSources(known).at(-1)).toMatchObject({ source: 'own pings', remailers: 1, old: false });
});

test('a remailer whose pings are too few is left to what pingers say', () => {
  const known = know([ping(4), ping(3, 60)], [yamnStatistics([['frog', '0:30', '99.5']])]);
  expect(known.standings.get('frog')).toMatchObject({ reliability: 99.5 });
  expect(describeSources(known).map(({ source }) => source)).not.toContain('own pings');
});
