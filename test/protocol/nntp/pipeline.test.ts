import { describe, expect, test } from '@jest/globals';
import { NntpError } from '../../../src/protocol/nntp';
import { articleReply, scripted, settle } from './server';

const numberOf = (command: string): number => Number(command.split(' ')[1]);

function* endless(): Generator<number> {
  for (let n = 1; ; n++) yield n;
}

describe('many articles', () => {
  test('no more are asked for than the depth allows, also when nobody takes them', async () => {
    const { client, heard } = await scripted((command) => articleReply(numberOf(command)), { depth: 3 });
    const articles = client.articles(endless())[Symbol.asyncIterator]();
    await articles.next();
    await settle();
    expect(heard).toEqual(['ARTICLE 1', 'ARTICLE 2', 'ARTICLE 3', 'ARTICLE 4']);
    client.close();
  });

  test('the first can be used while the second is still on its way', async () => {
    const { client, say } = await scripted((command) => (command === 'ARTICLE 1' ? articleReply(1) : undefined));
    const articles = client.articles([1, 2])[Symbol.asyncIterator]();
    expect(await articles.next()).toMatchObject({ value: { number: 1, result: { messageId: '<1@nym.test>' } } });
    say(articleReply(2));
    expect(await articles.next()).toMatchObject({ value: { number: 2 } });
    expect(await articles.next()).toEqual({ done: true, value: undefined });
  });

  test('those that came whole before the connection broke are given, then the break is thrown', async () => {
    const server = await scripted((command) => (command === 'ARTICLE 1' ? articleReply(1) : undefined));
    const got: number[] = [];
    const fetching = (async () => {
      for await (const { number } of server.client.articles([1, 2, 3])) got.push(number);
    })();
    await settle();
    server.say('220 2 <2@nym.test>\r\nhalf an art');
    server.far.end();
    await expect(fetching).rejects.toMatchObject({ code: 'closed', retry: 'now', command: 'ARTICLE 2' });
    expect(got).toEqual([1]);
  });

  test('one that is too large is skipped, and the next is whole', async () => {
    const big = articleReply(1, 'x'.repeat(500));
    const { client } = await scripted((command) => (command === 'ARTICLE 1' ? big : articleReply(2)), {
      limits: { articleBytes: 100 },
    });
    const results = [];
    for await (const { result } of client.articles([1, 2])) results.push(result);
    expect(results).toMatchObject([
      { code: 'too-large', retry: 'never' },
      { source: Buffer.from('Subject: 2\r\n\r\nbody 2\r\n') },
    ]);
  });

  test('large ones that come while nobody takes them are let go, and come all the same, in order', async () => {
    const asked = new Set<string>();
    const reply = (n: number) => articleReply(n, 'x'.repeat(100));
    const onceSilent = (command: string) => {
      if (asked.has(command)) return reply(numberOf(command));
      asked.add(command);
      return undefined;
    };
    const { client, heard, say } = await scripted(onceSilent, { limits: { articleBytes: 150, heldBytes: 300 } });
    const articles = client.articles([1, 2, 3, 4, 5])[Symbol.asyncIterator]();
    const first = articles.next();
    await settle();
    say(reply(1));
    const got: unknown[] = [(await first).value];
    for (const n of [2, 3, 4, 5]) say(reply(n));
    await settle();
    for (let n = 2; n <= 5; n++) got.push((await articles.next()).value);
    expect(got).toMatchObject(
      [1, 2, 3, 4, 5].map((number) => ({ number, result: { messageId: `<${number}@nym.test>` } })),
    );
    expect(heard.slice(5)).toEqual(['ARTICLE 4', 'ARTICLE 5']);
    client.close();
  });

  test('one that is too large is skipped also where it was let go before', async () => {
    const reply = (n: number) => articleReply(n, 'x'.repeat(n === 2 ? 500 : 100));
    const { client, heard } = await scripted((command) => reply(numberOf(command)), {
      limits: { articleBytes: 150, heldBytes: 100 },
    });
    const results = [];
    for await (const { result } of client.articles([1, 2, 3])) results.push(result);
    expect(results).toMatchObject([{ number: 1 }, { code: 'too-large', retry: 'never' }, { number: 3 }]);
    expect(heard.filter((command) => command === 'ARTICLE 2')).toHaveLength(2);
  });

  test('what comes without a Message-ID takes no room from the others', async () => {
    const nameless = (n: number) => articleReply(n).replace(/<.*>/, '');
    const { client, heard } = await scripted(
      (command) => (numberOf(command) < 9 ? nameless : articleReply)(numberOf(command)),
      {
        limits: { articleBytes: 50, heldBytes: 100 },
      },
    );
    const codes = [];
    for await (const { result } of client.articles([1, 2, 3, 4, 5, 6, 7, 8, 9]))
      codes.push(result instanceof NntpError ? result.code : 'whole');
    expect(codes).toEqual([...Array<string>(8).fill('bad-article'), 'whole']);
    expect(heard).toHaveLength(9);
  });

  test('leaving the loop early leaves the connection usable', async () => {
    const { client } = await scripted((command) =>
      command === 'DATE' ? '111 20261122120000\r\n' : articleReply(numberOf(command)),
    );
    for await (const { number } of client.articles(endless())) if (number === 2) break;
    expect(await client.date()).toEqual(new Date('2026-11-22T12:00:00Z'));
  });

  test('another group selected meanwhile does not lend its articles to the numbers of the first', async () => {
    const group = '211 9 1 9 alt.test\r\n';
    const { client } = await scripted(
      (command) => (command.startsWith('GROUP') ? group : articleReply(numberOf(command))),
      {
        depth: 2,
      },
    );
    await client.group('alt.anonymous.messages');
    const codes = [];
    for await (const { number, result } of client.articles([1, 2, 3, 4])) {
      if (number === 1) await client.group('alt.test');
      codes.push(result instanceof NntpError ? result.code : 'whole');
    }
    expect(codes).toEqual(['whole', 'whole', 'whole', 'no-group']);
  });
});

describe('a list', () => {
  const line = (n: number): string => `${n}\ts\tf\td\t<${n}@nym.test>\t\t1\t1\r\n`;

  test('its first line can be used before the second has come, and asking for that article then does not lock up', async () => {
    const { client, say } = await scripted((command) =>
      command.startsWith('OVER') ? `224 ok\r\n${line(1)}` : undefined,
    );
    const overview = client.over(1, 2)[Symbol.asyncIterator]();
    expect(await overview.next()).toMatchObject({ value: { number: 1 } });
    const article = client.article(1);
    await settle();
    say(`.\r\n${articleReply(1)}`);
    expect((await article).messageId).toBe('<1@nym.test>');
    expect(await overview.next()).toMatchObject({ done: true });
  });

  test('an article outside the range asked for makes the list bad', async () => {
    const { client } = await scripted(() => `224 ok\r\n${line(1)}${line(7)}.\r\n`);
    const overview = client.over(1, 2)[Symbol.asyncIterator]();
    expect(await overview.next()).toMatchObject({ value: { number: 1 } });
    await expect(overview.next()).rejects.toMatchObject({ code: 'bad-list', lost: false });
  });
});

describe('asking in parallel', () => {
  test('answers go to their askers, and commands alone on the line wait for those before', async () => {
    const { client, heard } = await scripted((command) => {
      if (command === 'CAPABILITIES') return '101 ok\r\nVERSION 2\r\nMODE-READER\r\n.\r\n';
      if (command === 'MODE READER') return '200 ok\r\n';
      return articleReply(numberOf(command));
    });
    const asked = [client.article(1), client.modeReader(), client.capabilities(), client.article(2)];
    const [first, , can, second] = await Promise.all(asked);
    expect([first, second]).toMatchObject([{ number: 1 }, { number: 2 }]);
    expect(can).toEqual(
      new Map([
        ['VERSION', ['2']],
        ['MODE-READER', []],
      ]),
    );
    expect(heard.slice(0, 3)).toEqual(['ARTICLE 1', 'CAPABILITIES', 'MODE READER']);
  });
});
