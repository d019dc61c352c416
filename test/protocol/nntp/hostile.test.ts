import { duplexPair } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { NntpError, openNntp } from '../../../src/protocol/nntp';
import { TestClock } from '../../support/clock';
import { articleReply, scripted, settle } from './server';

const minute = 60_000;

/** What a call was refused with. */
async function failure(call: Promise<unknown>): Promise<NntpError> {
  const error: unknown = await call.then(() => undefined).catch((thrown: unknown) => thrown);
  if (!(error instanceof NntpError)) throw new Error('that should have failed');
  return error;
}

describe('a server that is silent', () => {
  test('instead of a greeting: a minute, then an error that says later', async () => {
    const [near, far] = duplexPair();
    const clock = new TestClock();
    const opened = failure(openNntp(near, { clock }));
    await settle();
    await clock.advance(minute);
    expect(await opened).toMatchObject({ code: 'timeout', retry: 'later', command: 'greeting' });
    expect(near.destroyed).toBe(true);
    far.destroy();
  });

  test('in the middle of an article: everything asked fails, each naming its command', async () => {
    const { client, clock, say } = await scripted(() => undefined);
    const first = failure(client.article(1));
    const second = failure(client.stat('<2@nym.test>'));
    await settle();
    say('220 1 <1@nym.test>\r\nhalf');
    await settle();
    await clock.advance(minute);
    expect(await first).toMatchObject({ code: 'timeout', command: 'ARTICLE 1' });
    expect(await second).toMatchObject({ code: 'timeout', command: 'STAT <2@nym.test>' });
    expect(await failure(client.date())).toMatchObject({ code: 'timeout', command: 'DATE', lost: true });
  });

  test('only between bytes: that it moves counts, until the whole reply has had its time', async () => {
    const { client, clock, say } = await scripted(() => undefined, { limits: { replyMs: 3 * minute } });
    let over = false;
    const article = failure(client.article(1)).finally(() => (over = true));
    await settle();
    for (const text of ['220 1 <1@nym.test>\r\n', 'x', 'x']) {
      say(text);
      await settle();
      await clock.advance(0.9 * minute);
    }
    expect(over).toBe(false);
    await clock.advance(0.3 * minute);
    expect((await article).code).toBe('timeout');
  });

  test('while nothing is asked of it: no time-out', async () => {
    const { client, clock } = await scripted(() => articleReply(1));
    await client.article(1);
    await clock.advance(60 * minute);
    expect((await client.article(1)).number).toBe(1);
  });

  test('when it should read an article: the post fails', async () => {
    const { client, clock, far } = await scripted((command) => {
      if (command !== 'POST') return undefined;
      far.pause();
      return '340 go\r\n';
    });
    const post = failure(client.post(Buffer.alloc(3_000_000, 'x')));
    await settle();
    await clock.advance(minute);
    expect(await post).toMatchObject({ code: 'timeout', command: 'POST' });
  });
});

describe('a server that talks nonsense', () => {
  test.each([
    ['words', 'bananas\r\n', 'nonsense'],
    ['HTTP', 'HTTP/1.1 400 Bad Request\r\n', 'nonsense'],
    ['a code beyond 599', '600 hm\r\n', 'nonsense'],
    ['a code with a letter on it', '220a 1 <1@nym.test>\r\n', 'nonsense'],
    ['another command’s answer', '211 1 1 1 alt.test\r\n', 'unexpected-reply'],
    ['a line without end', 'x'.repeat(5000), 'too-long'],
  ])('%s', async (_what, said, code) => {
    const { client } = await scripted(() => said);
    expect(await failure(client.article(1))).toMatchObject({ code, retry: 'later', lost: true });
    expect(await failure(client.article(2))).toMatchObject({ code, command: 'ARTICLE 2' });
  });

  test.each(['one two three', '1 2', '1 -2 3 x', '1e3 1 1 x', '99999999999999999 1 1 x'])(
    '211 %s is no group',
    async (text) => {
      const { client } = await scripted(() => `211 ${text}\r\n`);
      expect((await failure(client.group('alt.test'))).code).toBe('unexpected-reply');
    },
  );

  test('an overview line without end does not fill the memory', async () => {
    const { client } = await scripted(() => `224 ok\r\n${'x'.repeat(70_000)}`, { limits: { replyBytes: 66_000 } });
    const overview = client.over(1)[Symbol.asyncIterator]();
    await expect(overview.next()).rejects.toMatchObject({ code: 'too-long' });
  });

  test('an overview line that is too long makes the list bad, and what follows is still understood', async () => {
    const { client, clock } = await scripted((command) =>
      command === 'DATE' ? '111 20261122120000\r\n' : `224 ok\r\n1\ta\r\n2\t${'x'.repeat(70_000)}\r\n3\tc\r\n.\r\n`,
    );
    const subjects: string[] = [];
    const read = async () => {
      for await (const { subject } of client.over(1, 3)) subjects.push(subject);
    };
    expect(await failure(read())).toMatchObject({ code: 'bad-list', lost: false });
    expect(subjects).toEqual(['a', 'c']);
    expect((await client.date()).getTime()).toBe(clock.now());
  });

  test('a list without end does not fill the memory', async () => {
    const { client } = await scripted(() => `211 1 1 1 x\r\n${'1\r\n'.repeat(5000)}`, { limits: { replyBytes: 1000 } });
    expect((await failure(client.listGroup('alt.test'))).code).toBe('flood');
  });

  test('a list of nothing but line ends does not fill the memory', async () => {
    const { client } = await scripted(() => `211 1 1 1 x\r\n${'\n'.repeat(1500)}.\r\n`, {
      limits: { replyBytes: 1000 },
    });
    expect((await failure(client.listGroup('alt.test'))).code).toBe('flood');
  });

  test.each(['over', 'hdr'] as const)(
    '%s: a number said again and again does not fill the memory: a list has no more lines than were asked for',
    async (how) => {
      const { client, clock } = await scripted((command) =>
        command === 'DATE'
          ? '111 20261122120000\r\n'
          : `${how === 'over' ? 224 : 225} ok\r\n${'7\r\n'.repeat(5000)}.\r\n`,
      );
      let items = 0;
      const count = async () => {
        for await (const item of how === 'over' ? client.over(5, 8) : client.hdr('Subject', { from: 5, to: 8 }))
          if (item.number === 7) items++;
      };
      expect(await failure(count())).toMatchObject({ code: 'bad-list', lost: false });
      expect(items).toBe(4);
      expect((await client.date()).getTime()).toBe(clock.now());
    },
  );

  test('more capabilities than any server has do not fill the memory', async () => {
    const { client } = await scripted(() => `101 ok\r\n${'X\r\n'.repeat(6000)}.\r\n`);
    expect(await failure(client.capabilities())).toMatchObject({ code: 'flood', command: 'CAPABILITIES' });
  });

  test('its words reach a terminal as one short line of ASCII', async () => {
    const { client } = await scripted(() => `502 \x1b[2Jgo away\x07${'y'.repeat(500)}\r\n`);
    const { message } = await failure(client.group('alt.test'));
    expect(message).toMatch(/^The news server does not permit this\. \(GROUP alt\.test: 502 \?\[2Jgo away\?y+\)$/);
    expect(message.length).toBeLessThan(250);
  });
});

describe('a caller that smuggles', () => {
  const evil = ['alt.test\r\nQUIT', 'alt\ntest', 'alt\0test', 'alt test', '', 'alt\u0085test', 'x'.repeat(600)];

  test.each(evil)('%j is no group', async (name) => {
    const { client, heard } = await scripted(() => '211 1 1 1 x\r\n');
    expect(await failure(client.group(name))).toMatchObject({ code: 'bad-argument', retry: 'never', lost: false });
    expect(heard).toEqual([]);
  });

  test.each([0, -1, 1.5, NaN, Infinity, '7', '1-9', '<a b@c>', '<a>b>', '<>', '<a@b>\r\nQUIT', `<${'x'.repeat(249)}>`])(
    '%j names no article',
    async (which) => {
      const { client, heard } = await scripted(() => articleReply(1));
      expect(await failure(client.article(which))).toMatchObject({ code: 'bad-argument', command: 'ARTICLE' });
      expect(heard).toEqual([]);
    },
  );

  test.each([0, 2.5, -7])('%d begins no range: the list throws when it is read', async (from) => {
    const { client, heard } = await scripted(() => '224 ok\r\n.\r\n');
    for (const list of [client.over(from), client.hdr('Subject', { from })])
      await expect(list[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'bad-argument' });
    expect(heard).toEqual([]);
  });

  test('a line end in a password or a header field name sends nothing of it', async () => {
    const { client, heard } = await scripted(() => '500 what?\r\n');
    expect((await failure(client.login('panda', 'secret\r\nQUIT'))).code).toBe('bad-argument');
    expect((await failure(client.login('panda\r\nQUIT', 'secret'))).code).toBe('bad-argument');
    const values = client.hdr('Subject 1\r\nQUIT', { from: 1 })[Symbol.asyncIterator]();
    await expect(values.next()).rejects.toMatchObject({ code: 'bad-argument' });
    expect(heard).toEqual(['CAPABILITIES']);
  });
});

describe('a password', () => {
  const everything = (error: NntpError): string =>
    `${error.message} ${error.command} ${String(error.cause)} ${error.stack ?? ''}`;

  test.each(['481 hunter2 is wrong', '400 hunter2 is not for today', '299 hunter2'])(
    'is in no error, also when the server repeats it (%s)',
    async (said) => {
      const { client } = await scripted((command) => {
        if (command === 'CAPABILITIES') return '500 no\r\n';
        return command.startsWith('AUTHINFO USER') ? '381 go on\r\n' : `${said}\r\n`;
      });
      const after = (error: NntpError) => ({ error: everything(error), command: error.command });
      const refused = after(await failure(client.login('panda', 'hunter2')));
      expect(refused.command).toBe('AUTHINFO PASS ***');
      expect(refused.error).not.toContain('hunter2');
      const next = after(await failure(client.group('alt test')));
      expect(next.error).not.toContain('hunter2');
    },
  );

  test('is in no error of what was asked after a login that lost the connection', async () => {
    const { client } = await scripted((command) =>
      command === 'CAPABILITIES'
        ? '101 ok\r\nAUTHINFO SASL\r\nSASL PLAIN\r\n.\r\n'
        : '400 AHBhbmRhAGh1bnRlcjI= hunter2\r\n',
    );
    const login = failure(client.login('panda', 'hunter2'));
    const date = failure(client.date());
    for (const error of [await login, await date]) expect(everything(error)).not.toMatch(/hunter2|AHBhbmRhAG/);
  });
});

describe('STARTTLS', () => {
  const can = '101 ok\r\nSTARTTLS\r\n.\r\n';

  test('words sent in the clear behind the go-ahead are not taken for encrypted ones', async () => {
    const { client } = await scripted(
      (command) => (command === 'CAPABILITIES' ? can : '382 go\r\n281 you are in\r\n'),
      {
        upgrade: () => Promise.reject(new Error('must not get here')),
      },
    );
    expect(await failure(client.startTls())).toMatchObject({ code: 'tls-failed', lost: true });
    expect((await failure(client.date())).code).toBe('tls-failed');
  });

  test('a refusal ends the connection: nothing more is said in the clear', async () => {
    const { client, heard } = await scripted((command) => (command === 'CAPABILITIES' ? can : '580 no\r\n'), {
      upgrade: (stream) => Promise.resolve(stream),
    });
    expect((await failure(client.startTls())).code).toBe('tls-failed');
    await failure(client.login('panda', 'secret'));
    expect(await failure(client.date())).toMatchObject({ code: 'tls-failed', command: 'DATE' });
    expect(heard).toEqual(['CAPABILITIES', 'STARTTLS']);
  });

  test('a handshake that never ends is given up', async () => {
    const { client, clock } = await scripted((command) => (command === 'CAPABILITIES' ? can : '382 go\r\n'), {
      upgrade: (stream) => new Promise((_resolve, reject) => stream.once('error', reject)),
    });
    const tls = failure(client.startTls());
    await settle();
    await clock.advance(minute);
    expect(await tls).toMatchObject({ code: 'tls-failed', retry: 'later' });
  });

  test('what the server can is asked again under TLS', async () => {
    const { client, heard } = await scripted((command) => (command === 'STARTTLS' ? '382 go\r\n' : can), {
      upgrade: (stream) => Promise.resolve(stream),
    });
    await client.startTls();
    await client.capabilities();
    expect(heard).toEqual(['CAPABILITIES', 'STARTTLS', 'CAPABILITIES']);
  });
});

describe('the end', () => {
  test('quit says goodbye and never throws, whatever the server does', async () => {
    const { client, heard, far } = await scripted(() => 'bananas\r\n');
    await client.quit();
    expect(heard).toEqual(['QUIT']);
    expect(await failure(client.date())).toMatchObject({ lost: true });
    far.destroy();
    await client.quit();
  });

  test('close fails what is unanswered, as ended here', async () => {
    const { client } = await scripted(() => undefined);
    const article = failure(client.article(1));
    await settle();
    client.close();
    expect(await article).toMatchObject({ code: 'ended', retry: 'now' });
  });
});
