import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UserError } from '../../../src/base/errors';
import { importFile, knowMixmaster, knowYamn, remailersSchema, usableNow } from '../../../src/outgoing/directory';
import { agree } from '../../../src/outgoing/directory/agree';
import { openMemoryStore } from '../../../src/store';
import { TestClock } from '../../support/clock';
import { writeLists, yamnKey, yamnStatistics } from '../../support/remailerLists';

/** What is known where these are the files. */
function parts(pubring: readonly string[], statistics: readonly string[] = []) {
  const yamn = { pubring: writeLists(pubring), statistics: writeLists(statistics) };
  const { directories, pings } = openMemoryStore();
  return {
    settings: remailersSchema.parse({ yamn }),
    directories,
    pings,
    clock: new TestClock('2026-11-27T12:00:00Z'),
  };
}

const names = (known: ReturnType<typeof knowYamn>) =>
  known.agreed.map(({ remailer, sources }) => [remailer.name, sources]);

describe('keys', () => {
  test('that a source tells otherwise than the others are not used, and everybody who told is named', () => {
    const files = parts([
      yamnKey({ name: 'frog' }) + yamnKey({ name: 'toad' }),
      yamnKey({ name: 'frog' }) + yamnKey({ name: 'toad', byte: 99 }),
    ]);
    const known = knowYamn(files);
    expect(names(known)).toEqual([['frog', 2]]);
    const [dispute] = known.disputes;
    expect(dispute?.of).toBe('mix@toad.test');
    expect(dispute?.claims.map(({ sources }) => sources)).toEqual(files.settings.yamn.pubring.map((path) => [path]));
  });

  test('of a name that two remailers bear are not used: statistics and chains could mean either', () => {
    const known = knowYamn(
      parts([yamnKey({ name: 'frog' }) + yamnKey({ name: 'frog', address: 'mix@thief.test', byte: 5 })]),
    );
    expect(names(known)).toEqual([]);
    expect(known.disputes.map(({ of }) => of)).toEqual(['frog']);
  });

  test('around broken ones are used, and the line and the reason of each fault is told', () => {
    const broken = yamnKey({ name: 'snake' }).replace(/^[\da-f]{32}$/m, '0'.repeat(32));
    const text = [
      yamnKey({ name: 'newt', until: '2026-11-26' }),
      yamnKey({ name: 'olm', from: '2027-01-01' }),
      broken,
      'Gr\xfc\xdfe aus K\xf6ln\n',
      yamnKey({ name: 'frog' }).replaceAll('\n', '\r\n'),
      yamnKey({ name: 'toad' }).slice(0, -30),
    ].join('');
    const { sources, ...known } = knowYamn(parts([text]));
    expect(names({ ...known, sources })).toEqual([['frog', 1]]);
    expect(sources[0]?.faults.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      '32 a key without an end',
      '1 the key has expired',
      '8 the key is not valid before 2027-01-01',
      '15 the key is not in the form of one, or has another id than its header line',
    ]);
  });

  test('a source that cannot be had is told, and the others are used', () => {
    const files = parts([yamnKey({ name: 'frog' })]);
    const yamn = { ...files.settings.yamn, pubring: [...files.settings.yamn.pubring, '/nowhere/pubring.mix'] };
    const known = knowYamn({ ...files, settings: { ...files.settings, yamn } });
    expect(names(known)).toEqual([['frog', 1]]);
    expect(known.sources[1]?.failure).toBe('The file cannot be read (ENOENT).');
  });

  test('of a source that lies are in no chain: neither in the place of others, nor of remailers that nobody else knows', () => {
    const honest = yamnKey({ name: 'frog' }) + yamnKey({ name: 'toad' });
    const liar = [
      yamnKey({ name: 'frog', byte: 1 }),
      yamnKey({ name: 'thief', address: 'mix@toad.test', byte: 2 }),
      yamnKey({ name: 'spy' }),
      yamnKey({ name: 'spy' }),
    ].join('');
    const known = knowYamn(parts([honest, liar, honest]));
    expect(names(known)).toEqual([
      ['frog', 2],
      ['toad', 2],
    ]);
    expect(known.disputes.map(({ of, claims }) => [of, claims.map(({ isUsed }) => isUsed)])).toEqual([
      ['mix@frog.test', [true, false]],
      ['mix@toad.test', [true, false]],
    ]);
    expect(known.tooFew.map(({ name, sources }) => [name, sources.length])).toEqual([['spy', 1]]);
  });

  test('whatever sources say, no two keys of one name or address are used, and none that half of them do not list', () => {
    const listed = fc.record({
      name: fc.constantFrom('frog', 'toad', 'newt'),
      address: fc.constantFrom('a@x.test', 'b@x.test', 'c@x.test'),
      keyId: fc.constantFrom('1', '2'),
    });
    const others = { version: '', caps: '', from: 0, until: 1 };
    fc.assert(
      fc.property(fc.array(fc.array(listed, { maxLength: 4 }), { maxLength: 4 }), (lists) => {
        const { agreed } = agree(
          lists.map((list, i) => ({
            source: String(i),
            isImported: false,
            remailers: list.map((one) => ({ ...one, ...others })),
          })),
        );
        expect(new Set(agreed.map(({ remailer }) => remailer.name)).size).toBe(agreed.length);
        expect(new Set(agreed.map(({ remailer }) => remailer.address)).size).toBe(agreed.length);
        for (const { remailer } of agreed) {
          const { name, address, keyId } = remailer;
          const same = lists.filter((list) =>
            list.some((one) => one.name === name && one.address === address && one.keyId === keyId),
          );
          expect(same.length * 2).toBeGreaterThan(lists.length);
        }
      }),
    );
  });
});

describe('statistics', () => {
  const keys = [yamnKey({ name: 'frog' })];

  test('of a source that lies do not move a remailer past what two others say', () => {
    const honest = yamnStatistics([['frog', '0:30', '99.5']]);
    const liar = yamnStatistics([['frog', '20:00', '0.0']]);
    const { standings } = knowYamn(parts(keys, [honest, liar, honest]));
    expect(standings.get('frog')).toMatchObject({ latency: 1800, reliability: 99.5 });
  });

  test('of a source that lies rule out no pair of remailers where there are three, and of two any source can', () => {
    const rows = [['frog', '0:30', '99.5']] as const;
    const knowing = (...pairs: string[]) =>
      `${yamnStatistics(rows)}Broken type-II remailer chains:\n\n${pairs.map((pair) => `(${pair})\n`).join('')}`;
    const brokenOf = (...statistics: string[]) => knowYamn(parts(keys, statistics)).broken;
    const [all, one, none] = [knowing('* frog', 'frog *'), knowing('toad frog'), knowing()];
    expect(brokenOf(all, none, none)).toEqual([]);
    expect(brokenOf(all, one, none)).toEqual([['toad', 'frog']]);
    expect(brokenOf(one, none)).toEqual([['toad', 'frog']]);
  });

  test('tell which are no exit for letters, where half of them say so', () => {
    const able = (words: string) =>
      `${yamnStatistics([['frog', '0:30', '99.5']])}$remailer{"frog"} = "<mix@frog.test> ${words}";\n`;
    const noExitsOf = (...words: string[]) => [...knowYamn(parts(keys, words.map(able))).noExits];
    expect(noExitsOf('v2', 'nobase64 v2', 'no-base64 v2')).toEqual(['frog']);
    expect(noExitsOf('v2', 'middle v2', 'v2')).toEqual([]);
    expect(noExitsOf('klen100 base64')).toEqual([]);
  });

  test('of two, the worse counts', () => {
    const { standings } = knowYamn(
      parts(keys, [yamnStatistics([['frog', '0:30', '99.5']]), yamnStatistics([['frog', '2:00', '80.0']])]),
    );
    expect(standings.get('frog')).toMatchObject({ latency: 7200, reliability: 80 });
  });

  test('made long ago are told to be old though the file is of today', () => {
    const old = yamnStatistics([['frog', '0:30', '99.5']], 'Mon 02 Nov 2026 00:00:00 GMT');
    expect(knowYamn(parts(keys, [old])).sources.at(-1)).toMatchObject({ isOld: true, remailers: 1 });
  });

  test('a latency without a colon is told with its line, and the rest is used', () => {
    const { standings, sources } = knowYamn(
      parts(keys, [
        yamnStatistics([
          ['frog', '30', '99.5'],
          ['toad', '0:31', '98.0'],
        ]),
      ]),
    );
    expect([...standings.keys()]).toEqual(['toad']);
    expect(sources.at(-1)?.faults).toEqual([{ line: 5, reason: 'a latency is written as hours:minutes' }]);
  });
});

describe('what a remailer answered by mail', () => {
  test('is read in with the mail around it, and counts as a source of its own', () => {
    const files = parts([yamnKey({ name: 'frog' })]);
    const mail = `From: mix@frog.test\nSubject: Remailer key\n\nHello,\n\n${yamnKey({ name: 'frog' })}`;
    expect(importFile(Buffer.from(mail), files)).toMatchObject([
      { format: 'yamn', what: 'pubring', remailers: ['frog'] },
    ]);
    importFile(Buffer.from(mail), files);
    expect(names(knowYamn(files))).toEqual([['frog', 2]]);
  });

  test('is used where no list knows it, and is no match for what most lists say', () => {
    const lists = [yamnKey({ name: 'frog' }), yamnKey({ name: 'frog' }), yamnKey({ name: 'frog' })];
    const files = parts(lists);
    importFile(Buffer.from(yamnKey({ name: 'olm' })), files);
    importFile(Buffer.from(yamnKey({ name: 'frog', byte: 9 })), files);
    expect(names(knowYamn(files))).toEqual([
      ['frog', 3],
      ['olm', 1],
    ]);
  });

  test('is a voice for what some lists know', () => {
    const files = parts([yamnKey({ name: 'frog' }) + yamnKey({ name: 'toad' }), yamnKey({ name: 'frog' })]);
    expect(names(knowYamn(files))).toEqual([['frog', 2]]);
    importFile(Buffer.from(yamnKey({ name: 'toad' })), files);
    expect(names(knowYamn(files))).toEqual([
      ['frog', 2],
      ['toad', 2],
    ]);
  });

  test('with nothing in it that can be used is refused', () => {
    expect(() => importFile(Buffer.from('No such user here.'), parts([]))).toThrow(UserError);
  });
});

test('where nothing is known a letter is refused with what to do, and never packed', () => {
  expect(() => usableNow(knowMixmaster(parts([])), 'mixmaster')).toThrow('[remailers.mixmaster]');
});

test.each([
  'http://lists.example/pubring.mix',
  'ftp://lists.example/',
  'pubring.mix',
  'https://alice:secret@lists.example/',
])('no source is taken where others could put their keys in, or that is none: %s', (place) => {
  expect(remailersSchema.safeParse({ yamn: { pubring: [place] } }).success).toBe(false);
});
