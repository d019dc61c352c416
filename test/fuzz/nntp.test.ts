import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { duplexPair } from 'node:stream';
import { NntpError, openNntp, stuffDots, type NntpClient } from '../../src/protocol/nntp';
import { Block } from '../../src/protocol/nntp/wire/block';
import { TestClock } from '../support/clock';

/** Bytes in which the framing's own are frequent. */
const wireBytes = fc
  .array(fc.oneof(fc.constantFrom(0x0d, 0x0a, 0x2e), fc.integer({ min: 0, max: 255 })), { maxLength: 200 })
  .map((bytes) => Buffer.from(bytes));

/** Texts of a server that nearly speaks NNTP. */
const nearlyNntp = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '220 1 <1@nym.test>\r\n',
        '.\r\n',
        '..\r\n',
        '224 ok\r\n',
        '1\ta\tb\tc\t<1@nym.test>\t\t1\t1\r\n',
        '211 1 1 1 x\r\n',
        '400 bye\r\n',
      ),
      fc.constantFrom(
        '423 no\r\n',
        '101 can\r\n',
        '381 more\r\n',
        '340 go\r\n',
        '\r\n',
        '2',
        '20 ',
        '\0',
        '111 99999999999999\r\n',
      ),
      wireBytes.map((bytes) => bytes.toString('latin1')),
    ),
    { maxLength: 30 },
  )
  .map((pieces) => pieces.join(''));

/** `bytes` cut at these places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places.map((n) => n % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
}

function unstuff(chunks: readonly Buffer[]): { done: boolean; rest: Buffer; take: () => Buffer } {
  const block = new Block(1000, 1000);
  const left: Buffer[] = [];
  for (const chunk of chunks) left.push(block.done ? chunk : chunk.subarray(block.feed(chunk, 0)));
  return { done: block.done, rest: Buffer.concat(left), take: () => block.take() };
}

/** What RFC 3977 §3.1.1 says, the slow way. */
function unstuffSlowly(wire: string): { text: string; rest: string } | undefined {
  const end = wire.startsWith('.\r\n') ? -2 : wire.indexOf('\r\n.\r\n');
  if (end === -1) return undefined;
  const text = `\r\n${wire.slice(0, end + 2)}`.replaceAll('\r\n.', '\r\n').slice(2);
  return { text, rest: wire.slice(end + 5) };
}

describe('a block', () => {
  test('whatever is sent comes back, however it is cut, and what follows is left', () => {
    fc.assert(
      fc.property(wireBytes, wireBytes, fc.array(fc.nat(), { maxLength: 20 }), (article, next, places) => {
        const whole = Buffer.concat([article, Buffer.from('\r\n')]);
        const got = unstuff(cut(Buffer.concat([stuffDots(whole), next]), places));
        expect(got.done).toBe(true);
        expect(got.take().equals(whole)).toBe(true);
        expect(got.rest.equals(next)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('any bytes are read as the specification reads them', () => {
    fc.assert(
      fc.property(wireBytes, fc.array(fc.nat(), { maxLength: 20 }), (wire, places) => {
        const got = unstuff(cut(wire, places));
        const wanted = unstuffSlowly(wire.toString('latin1'));
        expect(got.done).toBe(wanted !== undefined);
        if (!wanted) return;
        expect(got.take().toString('latin1')).toBe(wanted.text);
        expect(got.rest.toString('latin1')).toBe(wanted.rest);
      }),
      { numRuns: 2000 },
    );
  });
});

const calls: ((client: NntpClient) => Promise<unknown>)[] = [
  (client) => client.capabilities(),
  (client) => client.group('alt.anonymous.messages'),
  (client) => client.listGroup('alt.anonymous.messages'),
  (client) => client.article(1),
  (client) => client.stat('<1@nym.test>'),
  (client) => client.date(),
  (client) => client.login('panda', 'correct horse'),
  (client) => client.post(Buffer.from('x')),
  (client) => all(client.over(1, 9)),
  (client) => all(client.hdr('Subject', { from: 1 })),
  (client) => all(client.articles([1, 2, 3])),
];

async function all(list: AsyncIterable<unknown>): Promise<void> {
  for await (const item of list) expect(item).toBeDefined();
}

test('whatever a server says before it hangs up, every call ends, with an answer or the engine’s own error', async () => {
  await fc.assert(
    fc.asyncProperty(
      nearlyNntp,
      fc.array(fc.nat(calls.length - 1), { minLength: 1, maxLength: 6 }),
      async (said, which) => {
        const [near, far] = duplexPair();
        far.resume();
        far.write('200 hello\r\n');
        const client = await openNntp(near, { clock: new TestClock(), depth: 2 });
        far.end(Buffer.from(said, 'latin1'));
        const ends = await Promise.allSettled(which.map(async (n) => calls[n]?.(client)));
        const failures = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
        expect(failures.every((error) => error instanceof NntpError)).toBe(true);
        client.close();
      },
    ),
    { numRuns: 300 },
  );
});
