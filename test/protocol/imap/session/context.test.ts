import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Uid } from '../../../../src/protocol/imap';
import { runsToAdd, runsToRemove } from '../../../../src/protocol/imap/session/context/difference';
import { openImap } from '../../../support/imap';
import type { TestImap } from '../../../support/imap';
import { Line } from '../../../session/dialog';

let server: TestImap | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

/** What a client keeps of a search, as RFC 5267 §4.3 has it keep it. */
class Kept {
  results: number[] = [];

  /** `pairs` as the wire has them: `0 3:4 2 7`. */
  update(word: string, pairs: string): void {
    const fields = pairs.split(' ');
    for (let i = 0; i < fields.length; i += 2) {
      const position = Number(fields[i]);
      const uids = numbersIn(fields[i + 1] ?? '');
      if (word === 'ADDTO') {
        if (position > 0) this.results.splice(position - 1, 0, ...uids);
        else this.results = [...this.results, ...uids].sort((a, b) => a - b);
      } else {
        if (position > 0) expect(this.results.slice(position - 1, position - 1 + uids.length)).toEqual(uids);
        this.results = this.results.filter((uid) => !uids.includes(uid));
      }
    }
  }
}

function numbersIn(set: string): number[] {
  return set
    .split(',')
    .filter((range) => range !== '')
    .flatMap((range) => {
      const [first = 0, last = first] = range.split(':').map(Number);
      return Array.from({ length: last - first + 1 }, (_, i) => first + i);
    });
}

const searches = [
  'SEARCH RETURN (ALL UPDATE) UNSEEN',
  'SEARCH RETURN (ALL UPDATE) OR FLAGGED UID 2:*',
  'SEARCH RETURN (ALL UPDATE) UID *',
  'SORT RETURN (ALL UPDATE) (REVERSE SUBJECT) UTF-8 UNSEEN',
  'SORT RETURN (ALL UPDATE) (FROM REVERSE SIZE) UTF-8 NOT FLAGGED',
];

async function logIn(imap: TestImap): Promise<(text: string) => Promise<string[]>> {
  const line = new Line(await imap.connect());
  await line.next();
  let count = 0;
  const say = async (text: string) => {
    const tag = `t${++count}`;
    line.send(`${tag} ${text}`);
    const came: string[] = [];
    for (;;) {
      const next = await line.next();
      if (next.startsWith(`${tag} `)) {
        expect(next).toMatch(/^t\d+ OK/);
        return came;
      }
      came.push(next);
    }
  };
  await say('LOGIN panda@nym.test secret');
  return say;
}

const uid = fc.integer({ min: 1, max: 9 });
const step = fc.oneof(
  fc.record({ who: fc.constantFrom('A', 'B'), text: fc.constant('NOOP') }),
  fc.record({ who: fc.constant('fill'), text: fc.constant('') }),
  fc
    .tuple(
      uid,
      fc.constantFrom('+', '-'),
      fc.constantFrom('', '.SILENT'),
      fc.constantFrom('\\Seen', '\\Flagged', '\\Deleted'),
    )
    .chain(([n, sign, silent, flag]) =>
      fc.record({
        who: fc.constantFrom('A', 'B'),
        text: fc.constant(`UID STORE ${n}:${n + 1} ${sign}FLAGS${silent} (${flag})`),
      }),
    ),
  fc.record({
    who: fc.constantFrom('A', 'B'),
    text: fc.constantFrom('EXPUNGE', 'UID COPY 2:3 INBOX', 'UID MOVE 1:2 INBOX'),
  }),
  fc.record({ who: fc.constant('A'), text: fc.constantFrom('SEARCH ALL', 'UID FETCH 1:* FLAGS') }),
);

describe('a client that keeps what it found up to date', () => {
  test('has what it would find now, in order, whatever it and others do', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), fc.integer({ min: 0, max: 4 }), async (steps, start) => {
        const imap = await openImap();
        server = imap;
        await imap.fill('INBOX', start);
        const [a, b] = [await logIn(imap), await logIn(imap)];
        await b('SELECT INBOX');
        await a('SELECT INBOX');
        const kept = new Map<string, Kept>();
        const hear = (lines: readonly string[]) => {
          for (const text of lines) {
            const [, tag = '', items = ''] = /^\* ESEARCH \(TAG "(\w+)"\) UID (.*)$/.exec(text) ?? [];
            for (const [, word = '', pairs = ''] of items.matchAll(/(ADDTO|REMOVEFROM) \(([^)]*)\)/g))
              kept.get(tag)?.update(word, pairs);
          }
        };
        const ask = async (text: string) => {
          const lines = await a(`UID ${text}`);
          hear(lines);
          const answer = lines.map((one) => /^\* ESEARCH \(TAG "(\w+)"\) UID(?: ALL (\S+))?$/.exec(one)).find(Boolean);
          return { tag: answer?.[1] ?? '', results: numbersIn(answer?.[2] ?? '') };
        };
        for (const text of searches) {
          const one = new Kept();
          const { tag, results } = await ask(text);
          one.results = results;
          kept.set(tag, one);
        }
        expect([...kept.keys()]).toHaveLength(searches.length);
        for (const { who, text } of steps) {
          if (who === 'fill') await imap.fill('INBOX', 2);
          else if (who === 'A') hear(await a(text));
          else await b(text);
        }
        hear(await a('NOOP'));
        const found = [];
        for (const text of searches) found.push((await ask(text.replace(' UPDATE', ''))).results);
        expect([...kept.values()].map(({ results }) => results)).toEqual(found);
        await imap.stop();
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});

describe('the difference of two results', () => {
  const order = fc.uniqueArray(fc.integer({ min: 1, max: 20 }), { maxLength: 12 }) as fc.Arbitrary<Uid[]>;

  test('put to work leads from one to the other', () => {
    fc.assert(
      fc.property(order, fc.func(fc.boolean()), fc.func(fc.boolean()), (all, wasThere, isThere) => {
        const before = all.filter((one) => wasThere(one));
        const after = all.filter((one) => isThere(one));
        const list = [...before];
        for (const { position, uids } of runsToRemove(before, new Set(after)))
          expect(list.splice(position - 1, uids.length)).toEqual(uids);
        for (const { position, uids } of runsToAdd(after, new Set(before))) list.splice(position - 1, 0, ...uids);
        expect(list).toEqual(after);
      }),
    );
  });
});
