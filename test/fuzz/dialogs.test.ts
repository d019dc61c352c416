import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Log } from '../../src/base/log';
import { silentLog } from '../../src/base/log';
import { readStructure } from '../../src/protocol/mime';
import { converse, splitResponses } from '../support/converse';
import { addBareNym } from '../support/stores';
import { openStoreImap } from '../support/storeImap';
import type { StoreImap } from '../support/storeImap';
import { readScript } from '../session/script';
import type { Step } from '../session/script';

// The dialogs of test/session, with something wrong in them: a client with a bug, rather than noise.

const folder = join(__dirname, '../session/imap');
const dialogs = new Map(readdirSync(folder).map((file) => [file, readScript(join(folder, file)).steps]));

let imap: StoreImap;
const complaints: string[] = [];
const log: Log = { ...silentLog, error: (event, facts) => complaints.push(`${event} ${JSON.stringify(facts)}`) };

beforeAll(async () => {
  imap = await openStoreImap(log);
});
afterAll(() => imap.stop());

/** What each connection of a dialog sends. */
function partsOf(steps: readonly Step[]): Buffer[] {
  const said = new Map<string, string[]>();
  for (const step of steps) if (step.kind === 'send') said.set(step.who, [...(said.get(step.who) ?? []), step.text]);
  return [...said.values()].map((lines) => Buffer.from([...lines, ''].join('\r\n')));
}

function mail(n: number) {
  const source = Buffer.from(`From: bob@example.org\r\nSubject: ${n}\r\n\r\nmail ${n}\r\n`);
  return { source, structure: JSON.stringify(readStructure(source)), flags: [], internalDate: n };
}

let users = 0;

/** A user of their own for each run, with the mailboxes that the dialog wants. */
function newUser(steps: readonly Step[]): string {
  const address = `user${++users}@nym.test`;
  const nym = addBareNym(imap.store, address);
  const { mailboxes, messages } = imap.store.mail;
  const inbox = mailboxes.create(nym, 'INBOX', 1);
  messages.append(inbox, [1, 2, 3].map(mail));
  for (const step of steps)
    if (step.kind === 'order' && step.words[0] === 'mailbox') mailboxes.create(nym, step.words[1] ?? '', 1);
  return address;
}

const part = fc.double({ min: 0, max: 1, noNaN: true });
const hostile = fc.constantFrom(
  ...['\r\n', '\n', '\0', '{', '}', '(', ')', '"', '\\', '*', '%', ' ', '  ', '\t', '[', ']', '<0.1>', '\xff', '\xc3', '&', '&AAA-'],
  ...['{0}', '{3+}', '{99999999999999999999}', '~{2+}', '{2147483648+}', '1:*', '4294967295', '4294967296', '18446744073709551616'],
  ...['((((((((((', 'NOT NOT NOT ', 'OR ', 'UID ', 'DONE', '$', 'NIL', '"' + 'a'.repeat(5000), '\r\nx IDLE\r\n', '\r\nx LOGOUT\r\n'],
); // prettier-ignore
const some = fc.oneof(hostile.map((text) => Buffer.from(text, 'latin1')), fc.uint8Array({ maxLength: 8 }).map((one) => Buffer.from(one))); // prettier-ignore

/** One change: at a part of the length, to so many bytes. */
const mutation = fc.record({
  kind: fc.constantFrom('put', 'replace', 'take', 'double', 'cut', 'join', 'turn'),
  at: part,
  length: fc.integer({ min: 0, max: 40 }),
  bytes: some,
});
type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

function mutate(source: Buffer, other: Buffer, { kind, at, length, bytes }: Mutation): Buffer {
  const start = Math.floor(at * source.length);
  const [before, meant, after] = [source.subarray(0, start), source.subarray(start, start + length), source.subarray(start + length)]; // prettier-ignore
  const changed: Record<typeof kind, Buffer[]> = {
    put: [before, bytes, meant, after],
    replace: [before, bytes, after],
    take: [before, after],
    double: [before, meant, meant, after],
    cut: [before],
    join: [before, other.subarray(Math.floor(at * other.length))],
    turn: [before, Buffer.from(meant).reverse(), after],
  };
  return Buffer.concat(changed[kind]);
}

/** Untagged, a continuation, or an answer; the last may be cut short, for the client hangs up when it likes. */
function isResponse(response: string): boolean {
  return response.endsWith('\r\n') && /^(?:\* \S|\+ |[^\s"(){%*\\]+ (?:OK|NO|BAD) )/.test(response);
}

test('whatever is wrong in a dialog, each command is answered OK, NO or BAD, or the client is told BYE', async () => {
  const dialog = fc.constantFrom(...dialogs.keys());
  const mutations = fc.array(mutation, { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(dialog, dialog, mutations, async (name, otherName, changes) => {
      const steps = dialogs.get(name) ?? [];
      const login = Buffer.from(`login LOGIN ${newUser(steps)} password\r\n`);
      const [other = Buffer.alloc(0)] = partsOf(dialogs.get(otherName) ?? []);
      const wrong = partsOf(steps).map((bytes) => changes.reduce((one, change) => mutate(one, other, change), bytes));
      const answers = await Promise.all(wrong.map((bytes) => converse(imap.port, Buffer.concat([login, bytes]))));
      for (const [i, answer] of answers.entries()) {
        expect(splitResponses(answer).filter((response) => !isResponse(response))).toEqual([]);
        expect(answer.length).toBeLessThan(100_000 + 1000 * (wrong[i]?.length ?? 0));
      }
      expect(complaints.splice(0)).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

test('what clients did wrong is not remembered', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // what was just closed is let go in turns of the loop to come
  const used = async () => {
    for (let turn = 0; turn < 5; turn++) {
      await new Promise(setImmediate);
      collect();
    }
    return process.memoryUsage().heapUsed;
  };
  const user = newUser([]);
  const login = `a LOGIN ${user} password\r\n`;
  const wrongs = ['b SELECT INBOX\r\nc FETCH 1:', 'b APPEND INBOX {20000000+}\r\nabc', 'b IDLE\r\n', `b ${'x'.repeat(60_000)}`, 'b SEARCH ('];
  const round = () => Promise.all(wrongs.map((wrong) => converse(imap.port, Buffer.from(login + wrong))));
  for (let i = 0; i < 20; i++) await round();
  const before = await used();
  for (let i = 0; i < 100; i++) await round();
  expect((await used()) - before).toBeLessThan(8_000_000);
}); // prettier-ignore
