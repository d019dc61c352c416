import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { limits } from '../../../src/protocol/imap/limits';
import { matchesPattern } from '../../../src/protocol/imap/session/pattern';
import { Cursor } from '../../../src/protocol/imap/wire/cursor';
import { converse } from '../../support/converse';
import { openImap } from '../../support/imap';
import type { TestImap } from '../../support/imap';

let server: TestImap;

beforeAll(async () => {
  server = await openImap();
  await server.fill('INBOX', 3);
  await server.account.create(deepName);
});

afterAll(() => server.stop());

const deepName = Array.from({ length: limits.nameLevels }, () => 'aaaa').join('/');
const times = (count: number, what: string | ((i: number) => string)) =>
  Array.from({ length: count }, (_, i) => (typeof what === 'string' ? what : what(i)));
const flags = (count: number) => times(count, (i) => `k${i}`).join(' ');

/** How often these methods were called while something was done. Jest's own spies keep every call, which takes longer than the calls. */
async function counted<T>(owner: object, names: readonly string[], act: () => Promise<T> | T) {
  const methods = owner as Record<string, (...args: unknown[]) => unknown>;
  const known = names.map((name) => ({ name, method: methods[name], own: Object.hasOwn(owner, name) }));
  let calls = 0;
  for (const { name, method } of known)
    methods[name] = function (this: unknown, ...args) {
      calls++;
      return method?.apply(this, args);
    };
  try {
    return { result: await act(), calls };
  } finally {
    for (const { name, method, own } of known)
      if (own && method) methods[name] = method;
      else Reflect.deleteProperty(methods, name);
  }
}

/** What Alice's client is told. */
function tell(...commands: readonly string[]): Promise<string> {
  const lines = ['a LOGIN panda@nym.test secret', 'b SELECT INBOX', ...commands].map((line) => `${line}\r\n`);
  return converse(server.port, Buffer.from(lines.join(''), 'latin1'));
}

/** The same, and how often a parser looked at the commands. */
async function ask(...commands: readonly string[]) {
  const { result, calls } = await counted(Cursor.prototype, ['looksAt', 'takeWhile'], () => tell(...commands));
  return { answer: result, steps: calls };
}

type Made = (count: number) => string;

const search: Made = (count) => `x SEARCH ${'('.repeat(count)}ALL${')'.repeat(count)}`;
const searchNot: Made = (count) => `x SEARCH ${'NOT '.repeat(count)}ALL`;
const searchOr: Made = (count) => `x SEARCH ${'OR ALL '.repeat(count)}ALL`;
const store: Made = (count) => `x STORE 1 +FLAGS (${flags(count)})`;
const storeBare: Made = (count) => `x STORE 1 +FLAGS ${flags(count)}`;
const append: Made = (count) => `x APPEND INBOX (${flags(count)}) {4+}\r\na\r\n\n`;
const fetchSet: Made = (count) => `x FETCH ${times(count, '1').join(',')} UID`;
const searchSet: Made = (count) => `x UID SEARCH UID ${times(count, (i) => String(1 + (i % 3))).join(',')}`;
const copySet: Made = (count) => `x COPY ${times(count, '1').join(',')} INBOX`;
const list: Made = (count) => `x LIST "" ${'%*'.repeat(count)}`;
const listSeveral: Made = (count) => `x LIST "" (${times(count, '%a%').join(' ')})`;
const part: Made = (count) => `x FETCH 1 BODY.PEEK[${times(count, '1').join('.')}]`;
const binary: Made = (count) => `x FETCH 1 BINARY.SIZE[${times(count, '1').join('.')}]`;
const items: Made = (count) => `x FETCH 1:* (${times(count, 'UID').join(' ')})`;
const notify: Made = (count) => `x NOTIFY SET ${times(count, '(PERSONAL (MailboxName))').join(' ')}`;

describe('what stays within the limits is done, in work that grows with its length only', () => {
  test.each([
    ['a SEARCH of keys inside each other', search, 49],
    ['a SEARCH of NOT of NOT', searchNot, 49],
    ['a SEARCH of a long chain of OR', searchOr, 900],
    ['a STORE of many flags', store, 50],
    ['a STORE of many flags without parentheses', storeBare, 50],
    ['an APPEND with many flags', append, 50],
    ['a FETCH of a set of many ranges', fetchSet, 15_000],
    ['a SEARCH of a set of many ranges', searchSet, 15_000],
    ['a COPY of a set of many ranges', copySet, 15_000],
    ['a LIST of wildcard upon wildcard', list, 50],
    ['a LIST of many patterns', listSeveral, 50],
    ['a FETCH of a part deep down', part, 50],
    ['a FETCH of many items', items, 100],
    ['a NOTIFY of many groups', notify, 100],
  ])('%s', async (_, made, count) => {
    const once = await ask(made(count));
    const twice = await ask(made(2 * count));
    expect(once.answer).toMatch(/^x (OK|NO) /m);
    expect(twice.answer).toMatch(/^x (OK|NO) /m);
    expect(twice.steps).toBeLessThanOrEqual(2 * once.steps);
  });
});

describe('what does not is refused at the limit, whatever is behind it', () => {
  test.each([
    ['a SEARCH of keys inside each other', search, 10_000],
    ['a SEARCH of NOT of NOT', searchNot, 5000],
    ['a SEARCH of a long chain of OR', searchOr, 4000],
    ['a STORE of many flags', store, 5000],
    ['a STORE of many flags without parentheses', storeBare, 5000],
    ['an APPEND with many flags', append, 5000],
    ['a LIST of many patterns', listSeveral, 5000],
    ['a FETCH of a part deep down', part, 10_000],
    ['a FETCH of the size of a part deep down', binary, 10_000],
    ['a FETCH of many items', items, 5000],
    ['a NOTIFY of many groups', notify, 1000],
  ])('%s', async (_, made, count) => {
    const once = await ask(made(count));
    const twice = await ask(made(2 * count));
    expect(once.answer).toMatch(/^x BAD /m);
    expect(twice.answer).toMatch(/^x BAD /m);
    expect(twice.steps).toBe(once.steps);
  });

  test.each([
    ['10,000 flags', store(10_000).replaceAll('k', '$Keyword')],
    ['a set of 50,000 ranges', fetchSet(50_000)],
    ['10,000 items', `x FETCH 1 (${times(10_000, 'BODY[]').join(' ')})`],
  ])('of a line of %s nothing is read but the tag', async (_, command) => {
    const { answer, steps } = await ask(command);
    expect(answer).toMatch(/^x BAD /m);
    expect(steps).toBe((await ask('x')).steps);
  });

  test('a LIST of more wildcards than names have letters', async () => {
    for (const asked of [list(101), `x LSUB "" ${'%*'.repeat(101)}`]) {
      const { answer } = await ask(asked);
      expect(answer).toMatch(/^x OK /m);
      expect(answer).not.toMatch(/^\* L/m);
    }
  });
});

describe('a pattern takes no more places than it has "%" behind the last "*"', () => {
  const places = async (pattern: string) =>
    (await counted(Set.prototype, ['add'], () => matchesPattern(deepName, pattern))).calls;

  test.each(['%*', '*a', '*%a', '**'])('%s, again and again', async (piece) => {
    const [once, twice] = [await places(piece.repeat(100) + 'b'), await places(piece.repeat(200) + 'b')];
    expect(twice).toBeLessThanOrEqual(once + 400);
  });
});

test('of a thousand NOTIFY SET at once each is answered, and the account is looked at three times for each', async () => {
  const asked = times(1000, (i) => `n${i} NOTIFY SET (PERSONAL (MessageNew MessageExpunge MailboxName))`);
  const { result, calls } = await counted(server.account, ['list'], () => tell(...asked, 'y LOGOUT'));
  expect(result.match(/^n\d+ OK /gm)).toHaveLength(1000);
  expect(result).toMatch(/^y OK /m);
  expect(calls).toBe(3000);
});
