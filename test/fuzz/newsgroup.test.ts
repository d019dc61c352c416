import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { silentLog } from '../../src/base/log';
import { readMessageId } from '../../src/incoming/article';
import { readServers } from '../../src/incoming/newsgroup';
import type { NewsServer } from '../../src/incoming/newsgroup';
import { limits } from '../../src/incoming/newsgroup/limits';
import { list } from '../../src/incoming/newsgroup/listing';
import { planRound, ranges } from '../../src/incoming/newsgroup/plan';
import { startNews } from '../../src/sandbox/news';
import type { News, NewsGroup } from '../../src/sandbox/news';
import { openMemoryStore } from '../../src/store';
import { scripted } from '../protocol/nntp/server';
import { makeArticle } from '../support/article';
import { TestClock } from '../support/clock';
import { seededRandom } from '../support/random';
import { openTap } from '../support/tap';
import type { Tap } from '../support/tap';

const newsgroup = 'alt.anonymous.messages';

describe('where a round begins, whatever a server claims', () => {
  const number = fc.oneof(fc.integer({ min: 0, max: 2000 }), fc.maxSafeNat(), fc.constant(limits.highestNumber));
  const mark = fc.option(fc.record({ low: number, high: number }), { nil: undefined });

  test('no number between the mark and the end of the group is passed over, and none outside the group is looked at', () => {
    fc.assert(
      fc.property(fc.record({ low: number, high: number, mark }), (position) => {
        const { from, high } = planRound(position);
        expect(from).toBeGreaterThanOrEqual(Math.max(1, position.low));
        expect(high === from - 1 || high === position.mark?.high).toBe(true);
        expect(from <= Math.max(high + 1, position.low)).toBe(true);
        // what is looked at again is little
        expect(high - from + 1).toBeLessThanOrEqual(limits.lookBackNumbers);
      }),
      { numRuns: 2000 },
    );
  });

  test('the stretches join, hold no more than fits into memory, and end with the group', () => {
    fc.assert(
      fc.property(number, fc.integer({ min: -5, max: 20 * limits.rangeNumbers }), (from, more) => {
        const end = Math.min(from + more, limits.highestNumber);
        let next = from;
        for (const range of ranges(from, end)) {
          expect(range.from).toBe(next);
          expect(range.to).toBeGreaterThanOrEqual(range.from);
          expect(range.to - range.from).toBeLessThan(limits.rangeNumbers);
          next = range.to + 1;
        }
        expect(next).toBe(Math.max(from, end + 1));
      }),
    );
  });
});

describe('what a server says it has', () => {
  interface Line {
    readonly number: number;
    readonly id: string;
  }
  const id = fc.oneof(
    fc.integer({ min: 1, max: 9 }).map((n) => `<${n}@nym.test>`),
    fc.constantFrom('', '<>', '<a b@c>', '<ä@b>', `<${'x'.repeat(300)}>`),
  );
  const lines = fc.array(fc.record<Line>({ number: fc.integer({ min: 9, max: 21 }), id }), { maxLength: 8 });
  /** Its lines, or a refusal. */
  const answer = fc.oneof(lines, fc.constantFrom('500 What?', '502 No', '403 Broken', '503 No overview', '423 None'));
  const last = fc.integer({ min: 10, max: 20 });

  const say = (code: number, said: readonly Line[] | string, between: string): string =>
    typeof said === 'string'
      ? `${said}\r\n`
      : `${code} list\r\n${said.map(({ number, id }) => `${number}${between}${id}\r\n`).join('')}.\r\n`;

  /** What the numbers from 10 to `to` are known to be by one answer: nothing where it is refused, about other numbers too, or too long. */
  function readSlowly(said: readonly Line[] | string, to: number): number[] | undefined {
    if (typeof said === 'string') return said.startsWith('423') ? [] : undefined;
    const numbers = said.map(({ number }) => number);
    const fits = numbers.length <= to - 9 && numbers.every((n) => n >= 10 && n <= to);
    return fits ? [...new Set(numbers)].sort((a, b) => a - b) : undefined;
  }

  test('comes rising and each number once; one list that is refused or wrong gives way to the next, and loses nothing', async () => {
    await fc.assert(
      fc.asyncProperty(answer, answer, last, async (overview, field, to) => {
        const { client } = await scripted((heard) =>
          /^X?OVER /.test(heard)
            ? say(224, overview, '\ta\tb\tc\t')
            : say(heard.startsWith('X') ? 221 : 225, field, ' '),
        );
        const listed = await list(client, 10, to);
        client.close();
        const every = Array.from({ length: to - 9 }, (_, i) => 10 + i);
        expect(listed.map(({ number }) => number)).toEqual(readSlowly(overview, to) ?? readSlowly(field, to) ?? every);
        for (const { messageId } of listed) expect(readMessageId(messageId)).toBe(messageId);
      }),
      { numRuns: 500 },
    );
  });
});

/** A news server, and the line to it. */
interface Shelf {
  readonly news: News;
  readonly tap: Tap;
  readonly server: NewsServer;
}

/** Something that happens to the servers; `name` is for an article that is posted. */
type Event = (shelves: readonly Shelf[], name: string) => void;

const eventOf = (what: (spool: News['spool'], n: number) => void) =>
  fc.tuple(fc.nat(2), fc.nat(30)).map(([at, which]): Event => (shelves) => {
    const shelf = shelves[at];
    const number = shelf && [...groupOf(shelf).articles.keys()][which];
    if (shelf && number !== undefined) what(shelf.news.spool, number);
  });
const serveTwice = eventOf((spool, n) => spool.serveTwice(newsgroup, n));
const expire = eventOf((spool, n) => {
  spool.expire(newsgroup, n);
});
/** Arrives at those servers whose bit is set. */
const post = fc.integer({ min: 1, max: 7 }).map((at): Event => (shelves, name) => {
  for (const [i, { news }] of shelves.entries())
    if (at & (1 << i)) news.spool.take(makeArticle({ messageId: `<${name}@nym.test>` }));
});
const renumber = fc.tuple(fc.nat(2), fc.constantFrom(1, 9, 700, 5000)).map(([at, from]): Event => (shelves) => {
  shelves[at]?.news.spool.renumber(newsgroup, from);
});
const event = fc.oneof(
  { weight: 8, arbitrary: post },
  { weight: 1, arbitrary: serveTwice },
  { weight: 1, arbitrary: expire },
  { weight: 1, arbitrary: renumber },
);

/** By how much GROUP names other numbers than there are: by more than a stretch, and by less than is looked at again. */
interface Lie {
  readonly low: number;
  readonly high: number;
}
const lie = fc.record<Lie>({
  low: fc.constantFrom(0, 3, -1, -200),
  high: fc.constantFrom(0, 1, 40, 600, -2, -600),
});
const honest: Lie = { low: 0, high: 0 };
/** What happens before a round, and what the servers claim in it. */
type Round = readonly [readonly Event[], readonly Lie[]];
const round = fc.tuple<[Event[], Lie[]]>(
  fc.array(event, { maxLength: 12 }),
  fc.array(fc.oneof(fc.constant(honest), lie), { minLength: 3, maxLength: 3 }),
);
/** Nothing happens and nobody lies: the last round. */
const nothing: Round = [[], []];

async function openShelf(name: string, clock: TestClock, tells: boolean): Promise<Shelf> {
  const news = await startNews({ clock, random: seededRandom(name) });
  const refused = { act: { reply: '500 What?' }, times: Infinity } as const;
  if (!tells) for (const verb of ['OVER', 'XOVER', 'HDR', 'XHDR']) news.faults.inject({ verb, ...refused });
  const tap = await openTap(news);
  const route = () => ({ via: 'direct' }) as const;
  return { news, tap, server: { name, host: news.host, port: tap.port, security: 'none', route } };
}

function groupOf({ news }: Shelf): NewsGroup {
  const group = news.spool.group(newsgroup);
  if (!group) throw new Error('the group is gone');
  return group;
}

const idsOf = (shelf: Shelf): string[] => [...groupOf(shelf).articles.values()].map(({ messageId }) => messageId);

/** What the shelf's GROUP says next; gives whether nothing it has lies outside. */
function claim(shelf: Shelf, { low, high }: Lie): boolean {
  const real = groupOf(shelf);
  const [from, to] = [Math.max(0, real.low + low), Math.max(0, real.high + high)];
  shelf.news.faults.inject({ verb: 'GROUP', act: { reply: `211 1 ${from} ${to} ${newsgroup}` } });
  return from <= real.low && to >= real.high;
}

/** The Message-IDs of the articles that were there when they were asked for; no list may be longer than fits into memory. */
function readAsked(shelf: Shelf, commands: string): string[] {
  for (const [, from, to] of commands.matchAll(/^(?:OVER|HDR \S+) (\d+)-(\d+)\r$/gm))
    expect(Number(to) - Number(from)).toBeLessThan(limits.rangeNumbers);
  const numbers = [...commands.matchAll(/^ARTICLE (\d+)\r$/gm)].map(([, n]) => Number(n));
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  return numbers.flatMap((n) => groupOf(shelf).articles.get(n)?.messageId ?? []);
}

/** A bridge, and the first two of its servers say beforehand which articles they have; the third does where it `tells`. */
async function openWorld(tells: boolean) {
  const clock = new TestClock();
  const store = openMemoryStore();
  const shelves = await Promise.all([true, true, tells].map((can, i) => openShelf(`news${i}`, clock, can)));
  const signal = new AbortController().signal;
  const servers = shelves.map(({ server }) => server);
  /** A round: gives what was asked for, in order. */
  const read = async () => {
    const before = shelves.map(({ tap }) => tap.heard().length);
    const reports = await readServers({ store, clock, newsgroup, log: silentLog, servers, signal });
    expect(reports.filter(({ problem }) => problem !== undefined)).toEqual([]);
    return shelves.flatMap((shelf, i) => readAsked(shelf, shelf.tap.heard().slice(before[i])));
  };
  const stop = async () => {
    await Promise.all(shelves.flatMap(({ news, tap }) => [news.stop(), tap.stop()]));
    store.close();
  };
  return { shelves, read, stop, spooled: () => store.spool.fresh(10_000).map(({ messageId }) => messageId) };
}

describe('several servers with numbers of their own, which change, have holes and are not what GROUP says', () => {
  const run = async (rounds: readonly Round[], tells: boolean) => {
    const { shelves, read, stop, spooled } = await openWorld(tells);
    const asked: string[] = [];
    try {
      for (const [i, [events, lies]] of [...rounds, nothing].entries()) {
        for (const [j, happens] of events.entries()) happens(shelves, `${i}.${j}`);
        const shown = shelves.filter((shelf, j) => claim(shelf, lies[j] ?? honest));
        asked.push(...(await read()));
        // what a server has that does not tell is only known when it has come
        expect(spooled()).toEqual(tells ? asked : [...new Set(asked)]);
        expect(spooled()).toEqual(expect.arrayContaining(shown.flatMap(idsOf)));
      }
    } finally {
      await stop();
    }
  };

  test.each([
    ['that tell what they have', true],
    ['of which the last does not', false],
  ])('%s: all that any of them has comes, in order, and nothing twice', async (_which, tells) => {
    const property = fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 6 }), (rounds) => run(rounds, tells));
    await fc.assert(property, { numRuns: 25 });
  });
});
