import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as mixmaster from '../../../src/protocol/remailer/mixmaster/pubring';
import { readStatistics as readMixStatistics } from '../../../src/protocol/remailer/mixmaster/statistics';
import * as yamn from '../../../src/protocol/remailer/yamn/pubring';
import { readStatistics as readYamnStatistics } from '../../../src/protocol/remailer/yamn/statistics';
import { readVector } from '../../support/vectors';

const now = Date.UTC(2026, 10, 26);
const file = (format: 'yamn' | 'mixmaster', name: string) =>
  readVector(join(__dirname, `../../golden/${format}`), name).toString('latin1');
const readers = { yamn: yamn.readPubring, mixmaster: mixmaster.readPubring };

describe.each(['yamn', 'mixmaster'] as const)('a pubring of %s', (format) => {
  const good = file(format, 'pubring.mix');
  const read = (text: string, at = now) => {
    const { remailers, faults } = readers[format](Buffer.from(text, 'latin1'), at);
    return { names: remailers.map(({ name }) => name), faults };
  };
  const all = read(good).names;
  const [first = ''] = all;
  const header = good.split('\n')[0] ?? '';

  test('is read whole, with CRLF too', () => {
    expect(read(good)).toEqual({ names: all, faults: [] });
    expect(all.length).toBeGreaterThan(2);
    expect(read(good.replaceAll('\n', '\r\n'))).toEqual({ names: all, faults: [] });
  });

  test.each([
    [
      'a key id that is not the key’s',
      (text: string) => text.replaceAll(header.split(' ')[2]!, 'f'.repeat(32)),
      'the id is not the id of this key',
    ],
    [
      'another id in the header line',
      (text: string) => text.replace(header.split(' ')[2]!, 'f'.repeat(32)),
      /another id than its header line/,
    ],
    [
      'a name in Latin-1',
      (text: string) => text.replace(`${first} `, 'm\xfcll '),
      "a remailer's name has 2 to 12 letters and digits",
    ],
    [
      'an address that is none',
      (text: string) => text.replace(' rema@lab.test', ' rema.test').replace(' mixa@lab.test', ' mixa.lab.test'),
      'that is no address of a remailer',
    ],
    ['a day that is none', (text: string) => text.replace('2036-11-19', '2036-13-19'), 'a day that is none'],
    ['a key that has expired', (text: string) => text.replace('2036-11-19', '2026-11-24'), 'the key has expired'],
    [
      'a key of tomorrow',
      (text: string) => text.replace('2026-11-22', '2026-11-27'),
      'the key is not valid before 2026-11-27',
    ],
  ] as const)('%s costs that remailer alone, and is told', (_, spoil, reason) => {
    expect(read(spoil(good))).toEqual({
      names: all.slice(1),
      faults: [{ line: 1, reason: expect.stringMatching(reason) }],
    });
  });

  test('that is cut off keeps what is before, and tells the line', () => {
    const cut = good.slice(0, good.lastIndexOf('-----End'));
    const { names, faults } = read(cut);
    expect(names).toEqual(all.slice(0, -1));
    expect(faults).toEqual([{ line: expect.any(Number), reason: 'a key without an end' }]);
  });

  test('of ten megabytes is read to its limit', () => {
    const { names, faults } = read(good + `${'x'.repeat(99)}\n`.repeat(100_000));
    expect(names).toEqual(all);
    expect(faults).toEqual([{ line: expect.any(Number), reason: expect.stringContaining('not read from here on') }]);
  });

  test('lists an address once', () => {
    expect(read(good + good)).toEqual({ names: all, faults: [] });
  });

  test('with one name for two addresses tells the line of the second, and leaves it to who uses them', () => {
    const [name = '', address = ''] = header.split(' ');
    const other = good.slice(0, good.indexOf('-----End')) + '-----End Mix Key-----\n\n';
    const { names, faults } = read(good + other.replace(address, 'other@lab.test'));
    expect(names).toEqual([...all, name]);
    expect(faults).toEqual([
      { line: good.split('\n').length, reason: 'another remailer has this name too, and neither is used' },
    ]);
  });

  test('of any bytes is read', () => {
    const pieces = fc.constantFrom(
      ...good.split('\n'),
      header,
      '-----Begin Mix Key-----',
      '-----End Mix Key-----',
      '\xff',
      '',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (lines) =>
        read(lines.join('\n')).names.every((name) => all.includes(name)),
      ),
    );
  });
});

describe('how long a key counts', () => {
  const at = (format: 'yamn' | 'mixmaster', moment: string) =>
    readers[format](Buffer.from(file(format, 'pubring.mix').replaceAll('2036-11-19', '2026-11-30')), Date.parse(moment))
      .remailers.length > 0;

  test('its last day whole with YAMN, and not at all with Mixmaster', () => {
    expect(at('yamn', '2026-11-30T23:59:59Z')).toBe(true);
    expect(at('yamn', '2026-12-01T00:00:00Z')).toBe(false);
    expect(at('mixmaster', '2026-11-29T23:59:59Z')).toBe(true);
    expect(at('mixmaster', '2026-11-30T00:00:01Z')).toBe(false);
  });
});

describe('statistics', () => {
  const yamnText = file('yamn', 'mlist2.txt');
  const mixText = file('mixmaster', 'mlist.txt');
  const readYamn = (text: string) => readYamnStatistics(Buffer.from(text, 'latin1'));
  const readMix = (text: string) => readMixStatistics(Buffer.from(text, 'latin1'));

  test('of YAMN: latency, uptime, broken chains, and when they were made', () => {
    const { made, standings, broken, noExits, faults } = readYamn(yamnText);
    expect(made).toBe(Date.UTC(2026, 10, 22, 13, 33, 3));
    expect([...standings.values()].map(({ name, latency, reliability }) => [name, latency / 60, reliability])).toEqual([
      ['rema', 5, 100],
      ['remb', 70, 99.5],
      ['remc', 59, 98],
      ['remd', 20, 100],
    ]);
    expect(broken).toEqual([['rema', 'remc']]);
    expect([...noExits]).toEqual(['remd']);
    expect(faults).toEqual([]);
  });

  test('of Mixmaster', () => {
    const { made, standings, broken, faults } = readMix(mixText);
    expect(made).toBe(Date.UTC(2026, 10, 22, 13, 35, 1));
    expect([...standings.values()].map(({ name, latency, reliability }) => [name, latency, reliability])).toEqual([
      ['mixa', 300, 100],
      ['mixb', 4230, 99.5],
      ['mixc', 3599, 98],
      ['ghost', 60, 10],
    ]);
    expect(broken).toEqual([['mixa', 'mixc']]);
    expect(faults).toEqual([]);
  });

  test('a latency without a colon, which ends the original program, costs that line alone', () => {
    const { standings, faults } = readYamn(yamnText.replace(' :05 ', ' 005 '));
    expect([...standings.keys()]).toEqual(['remb', 'remc', 'remd']);
    expect(faults).toEqual([{ line: 5, reason: 'a latency is written as hours:minutes' }]);
    expect(readMix(mixText.replace('    5:00', '      05')).faults).toEqual([
      { line: 13, reason: 'a latency is written as hours:minutes:seconds' },
    ]);
  });

  test.each([
    ['yamn', 'remb', readYamn, yamnText],
    ['mixmaster', 'mixb', readMix, mixText],
  ] as const)('of %s: a second line for a name does not count, and is told with its line', (_, name, read, text) => {
    const row = text.split('\n').find((line) => line.startsWith(`${name} `)) ?? '';
    const { standings, faults } = read(text.replace(row, `${row}\n${row.replace('99.5', '10.0')}`));
    expect(standings.get(name)).toMatchObject({ reliability: 99.5 });
    const line = text.split('\n').indexOf(row) + 2;
    expect(faults).toEqual([{ line, reason: 'there is a line for this name already' }]);
  });

  test.each([
    ['yamn', readYamn, yamnText],
    ['mixmaster', readMix, mixText],
  ] as const)('of %s are read with CRLF, in Latin-1, and to their limit of ten megabytes', (_, read, text) => {
    const { standings, broken, noExits, made } = read(text);
    expect(read(text.replaceAll('\n', '\r\n'))).toEqual({ standings, broken, noExits, made, faults: [] });
    const odd = read(`M\xfcll \xe4\n${text}`);
    expect(odd).toEqual({ standings, broken, noExits, made, faults: [] });
    const long = read(text + `${'x'.repeat(99)}\n`.repeat(100_000));
    expect([...long.standings.keys()].slice(0, standings.size)).toEqual([...standings.keys()]);
    expect(long.faults.at(0)).toEqual({
      line: expect.any(Number),
      reason: expect.stringContaining('not read from here on'),
    });
  });

  test('that are cut off in their table are told of', () => {
    const cut = yamnText.slice(0, yamnText.indexOf('remd'));
    expect(readYamn(cut.trimEnd()).faults).toEqual([
      { line: 7, reason: 'the table does not end: the file is cut off' },
    ]);
    expect(readYamn('').faults).toEqual([{ line: 1, reason: 'there is no table of statistics' }]);
    expect(readMix('').faults).toEqual([{ line: 1, reason: 'there is no table of statistics' }]);
  });

  test('of any lines are read', () => {
    const pieces = fc.constantFrom(...yamnText.split('\n'), ...mixText.split('\n'), 'x'.repeat(2000), '\xff', ':::::');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (lines) => {
        const text = lines.join('\n');
        return [readYamn(text), readMix(text)].every(({ standings }) =>
          [...standings.values()].every(({ latency, reliability }) => latency >= 0 && reliability <= 100),
        );
      }),
    );
  });
});
