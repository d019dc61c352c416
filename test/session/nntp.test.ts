// Plays the dialogs of test/session/nntp.
//   About the client:  `call METHOD [arguments]` begins a call, `C: line` is what it must then say, `S: line` what the server says
//                      (\t is a tab, `S close` hangs up), `gives JSON` and `fails CODE RETRY` how the oldest unfinished call ends.
//   About the server:  `A: line` is what connection A says, `A< line` what it must hear (`...` at the end for any rest).
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Duplex, duplexPair } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { NntpError, openNntp, type NntpClient } from '../../src/protocol/nntp';
import { startNews } from '../../src/sandbox/news';
import { TestClock } from '../support/clock';
import { seededRandom } from '../support/random';

const folder = join(__dirname, 'nntp');

describe.each(['client', 'server'])('NNTP %s', (side) => {
  test.each(readdirSync(join(folder, side)).filter((name) => name.endsWith('.nntp')))('%s', async (name) => {
    const lines = readFileSync(join(folder, side, name), 'utf8').split('\n');
    const steps = lines.filter((line) => line.trim() !== '' && !line.startsWith('#'));
    await (side === 'client' ? playClient(steps) : playServer(steps));
  });
});

type Lines = AsyncIterator<string, undefined>;

function linesOf(stream: Duplex): Lines {
  return createInterface({ input: stream, crlfDelay: Infinity })[Symbol.asyncIterator]();
}

async function playClient(steps: readonly string[]): Promise<void> {
  const [ours, theirs] = duplexPair();
  const heard = linesOf(theirs);
  const opening = openNntp(ours, { clock: new TestClock(), depth: 4 });
  const calls: Promise<unknown>[] = [];
  for (const step of steps) {
    const [verb = '', rest = ''] = split(step);
    if (verb === 'S:') theirs.write(`${rest.replaceAll('\\t', '\t')}\r\n`);
    else if (verb === 'S') theirs.destroy();
    else if (verb === 'C:') expect((await heard.next()).value).toBe(rest);
    else if (verb === 'call') calls.push(outcome(call(await opening, rest)));
    else if (verb === 'gives') expect(await calls.shift()).toEqual(JSON.parse(rest));
    else if (verb === 'fails') expect(await calls.shift()).toEqual({ fails: rest });
    else throw new Error(`what is this? ${step}`);
  }
  expect(calls).toEqual([]);
  ours.destroy();
}

function split(step: string): string[] {
  const space = step.indexOf(' ');
  return space < 0 ? [step] : [step.slice(0, space), step.slice(space + 1)];
}

/** Calls `method [json, json]`. */
async function call(client: NntpClient, text: string): Promise<unknown> {
  const [method = '', words = '[]'] = split(text);
  const found = Object.entries(client).find(([name]) => name === method)?.[1] as
    ((...given: unknown[]) => unknown) | undefined;
  const given = found?.(...(JSON.parse(words, readBytes) as unknown[]));
  return isList(given) ? all(given) : given;
}

/** `{"bytes": "text"}` stands for the bytes of a text. */
function readBytes(_key: string, value: unknown): unknown {
  const bytes = typeof value === 'object' && value !== null && 'bytes' in value ? value.bytes : undefined;
  return typeof bytes === 'string' ? Buffer.from(bytes) : value;
}

function isList(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

async function all(list: AsyncIterable<unknown>): Promise<unknown[]> {
  const items: unknown[] = [];
  for await (const item of list) items.push(item);
  return items;
}

async function outcome(called: Promise<unknown>): Promise<unknown> {
  try {
    return plain(await called);
  } catch (error) {
    if (error instanceof NntpError) return { fails: `${error.code} ${error.retry}` };
    throw error;
  }
}

/** The same in JSON: bytes as text, maps as objects, errors by their code. */
function plain(value: unknown): unknown {
  const text = JSON.stringify(value ?? null, (_key, one: unknown) => {
    if (one instanceof NntpError) return one.code;
    if (one instanceof Map) return Object.fromEntries(one) as unknown;
    return isJsonBuffer(one) ? Buffer.from(one.data).toString('latin1') : one;
  });
  return JSON.parse(text) as unknown;
}

function isJsonBuffer(value: unknown): value is { type: 'Buffer'; data: number[] } {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer' && 'data' in value;
}

async function playServer(steps: readonly string[]): Promise<void> {
  const users = steps.includes('with login') ? { panda: 'correct horse' } : {};
  const news = await startNews({ clock: new TestClock(), random: seededRandom('dialog'), users });
  for (const n of [1, 2, 3]) news.spool.post(Buffer.from(article(n)));
  news.spool.expire('alt.anonymous.messages', 2);
  const people = new Map<string, { socket: Duplex; heard: Lines }>();
  const person = (name: string) => {
    const known = people.get(name);
    if (known) return known;
    const socket = connect(news.port, news.host);
    const one = { socket, heard: linesOf(socket) };
    people.set(name, one);
    return one;
  };
  try {
    for (const step of steps.filter((one) => one !== 'with login')) {
      const [name = '', sign = ''] = step;
      const { socket, heard } = person(name);
      const text = step.slice(3);
      if (sign === ':') socket.write(`${text}\r\n`);
      else expectLine((await heard.next()).value, text);
    }
  } finally {
    await news.stop();
  }
}

function expectLine(heard: string | undefined, wanted: string): void {
  const text = wanted.replaceAll('\\t', '\t');
  if (text.endsWith('...')) expect(heard?.slice(0, text.length - 3)).toBe(text.slice(0, -3));
  else expect(heard).toBe(text);
}

function article(n: number): string {
  return `Message-ID: <${n}@nym.test>
Path: nym.test
From: Nym Server <server@nym.test>
Date: Sun, 22 Nov 2026 12:00:0${n} +0000
Newsgroups: alt.anonymous.messages
Subject: subject ${n}

body ${n}
.hidden
`;
}
