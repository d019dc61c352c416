import { mkdtempSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toCrlf } from '../../src/base/bytes';
import { systemRandom } from '../../src/base/random';
import { secure } from '../../src/net';
import { NntpError, type NntpClient, type Overview } from '../../src/protocol/nntp';
import { seededRandom } from '../support/random';
import { asOffered, connectTo, login, newsgroup, offer, startInn, type Inn } from './inn';

const count = 500;
const random = seededRandom('inn');

/** An article whose body has all that framing can go wrong with: dots, empty lines, long lines, 8-bit bytes. */
function makeArticle(n: number): Buffer {
  const lines = Array.from({ length: 1 + random.below(60) }, () => {
    const dots = '.'.repeat(random.below(4));
    const text = random.bytes(random.below(60)).toString(random.below(2) === 0 ? 'base64' : 'hex');
    return dots + text.repeat(random.below(8) === 0 ? 7 : 1) + (random.below(10) === 0 ? '\xe4\xff' : '');
  });
  const header = `Path: nym.test!not-for-mail\nFrom: Nym Server <server@nym.test>\nNewsgroups: ${newsgroup}\nSubject: ${random.bytes(24).toString('hex')}
Date: ${new Date().toUTCString().replace('GMT', '+0000')}\nMessage-ID: <interop.${n}@nym.test>\n`;
  return toCrlf(Buffer.from(`${header}\n${lines.join('\n')}\n`, 'latin1'));
}

async function collect<T>(list: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of list) items.push(item);
  return items;
}

async function readerOf(inn: Inn): Promise<NntpClient> {
  const client = await connectTo(inn);
  await client.modeReader();
  return client;
}

const folders: string[] = [];
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nymbridge-inn-'));
  folders.push(folder);
  return folder;
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe('INN, open to readers', () => {
  const offered = Array.from({ length: count }, (_, i) => makeArticle(i + 1));
  let inn: Inn;
  let client: NntpClient;

  beforeAll(async () => {
    inn = await startInn(newFolder());
    const feed = await connectTo(inn);
    for (const source of offered) await offer(feed, source);
    await feed.quit();
    client = await readerOf(inn);
  });
  afterAll(async () => {
    client.close();
    await inn.stop();
  });

  test('an article offered twice is not wanted', async () => {
    const feed = await connectTo(inn);
    const again = offer(feed, offered[0] ?? Buffer.alloc(0));
    await expect(again).rejects.toMatchObject({ code: 'not-wanted', retry: 'never', reply: 435 });
    await feed.quit();
  });

  test('500 articles come back pipelined, in order, byte for byte', async () => {
    expect(await client.group(newsgroup)).toMatchObject({ count, low: 1, high: count });
    const fetched = await collect(client.articles(offered.map((_, i) => i + 1)));
    expect(fetched.map(({ number }) => number)).toEqual(offered.map((_, i) => i + 1));
    const sources = fetched.map(({ result }) =>
      result instanceof NntpError ? result.message : asOffered(result.source),
    );
    expect(sources).toEqual(offered.map((source) => source.toString('latin1')));
  });

  test('what is not there is an error of its own between those that are', async () => {
    await client.group(newsgroup);
    const results = (await collect(client.articles([count, count + 1, 1]))).map(({ result }) => result);
    expect(results).toMatchObject([
      { messageId: `<interop.${count}@nym.test>` },
      { code: 'no-such-article', reply: 423 },
      { messageId: '<interop.1@nym.test>' },
    ]);
  });

  test('OVER, HDR and LISTGROUP agree with the articles', async () => {
    await client.group(newsgroup);
    const overview = await collect(client.over(1, count));
    expect(overview.map(idOf)).toEqual(offered.map((_, i) => `${i + 1} <interop.${i + 1}@nym.test>`));
    const one = await client.article(7);
    expect(Math.abs((overview[6]?.bytes ?? 0) - one.source.length)).toBeLessThan(3); // INN counts one more
    expect(overview[6]).toMatchObject({
      from: 'Nym Server <server@nym.test>',
      references: '',
    });
    const subjects = await collect(client.hdr('Subject', { from: 1 }));
    expect(subjects.map(({ value }) => value)).toEqual(overview.map(({ subject }) => subject));
    expect((await client.listGroup(newsgroup, { from: count - 1 })).numbers).toEqual([count - 1, count]);
    expect(await collect(client.over(count + 1))).toEqual([]);
  });

  test('HEAD, BODY and STAT give their part, by number and by Message-ID', async () => {
    await client.group(newsgroup);
    const whole = await client.article(3);
    const [head, body] = [await client.head('<interop.3@nym.test>'), await client.body(3)];
    expect(`${head.source.toString('latin1')}\r\n${body.source.toString('latin1')}`).toBe(
      whole.source.toString('latin1'),
    );
    expect(await client.stat(3)).toEqual({ number: 3, messageId: '<interop.3@nym.test>' });
    await expect(client.stat('<none@nym.test>')).rejects.toMatchObject({ code: 'no-such-article', reply: 430 });
  });

  test('a posted article can be read back, dots and all', async () => {
    const text = '.\n..two\n...\nend.\n';
    const head = `From: Alice <panda@nym.test>\nNewsgroups: ${newsgroup}\nSubject: posted\nMessage-ID: <posted@nym.test>\n`;
    await client.post(Buffer.from(`${head}\n${text}`));
    expect((await client.body('<posted@nym.test>')).source.toString()).toBe(text.replaceAll('\n', '\r\n'));
    await expect(client.post(Buffer.from(`${head}\n${text}`))).rejects.toMatchObject({ code: 'rejected', reply: 441 });
  });

  test('an unknown group, and the server’s clock', async () => {
    await expect(client.group('alt.nothing')).rejects.toMatchObject({ code: 'no-such-group', reply: 411 });
    expect(Math.abs((await client.date()).getTime() - Date.now())).toBeLessThan(60_000);
  });
});

describe('INN with a login', () => {
  let inn: Inn;
  beforeAll(async () => {
    inn = await startInn(newFolder(), 'login');
  });
  afterAll(async () => {
    await inn.stop();
  });

  test('a stranger is told to log in, and a wrong password is refused without being repeated', async () => {
    const client = await readerOf(inn);
    await expect(client.group(newsgroup)).rejects.toMatchObject({ code: 'auth-required', reply: 480 });
    const wrong = systemRandom.bytes(8).toString('hex');
    const refusal: unknown = await client.login(login.user, wrong).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'auth-refused', retry: 'never' });
    expect(String(refusal)).not.toContain(wrong);
    client.close();
  });

  test('the right one opens the group', async () => {
    const client = await readerOf(inn);
    await client.login(login.user, login.password);
    expect(await client.group(newsgroup)).toMatchObject({ count: 0 });
    await client.quit();
  });

  test('after STARTTLS too', async () => {
    const upgrade = (stream: unknown) => secure(stream as Socket, { servername: 'localhost', ca: inn.certificate });
    const client = await connectTo(inn, { upgrade });
    await client.modeReader();
    expect((await client.capabilities()).has('STARTTLS')).toBe(true);
    await client.startTls();
    expect((await client.capabilities()).has('STARTTLS')).toBe(false);
    await client.login(login.user, login.password);
    expect(await client.group(newsgroup)).toMatchObject({ count: 0 });
    await client.quit();
  });
});

function idOf({ number, messageId }: Overview): string {
  return `${number} ${messageId}`;
}
