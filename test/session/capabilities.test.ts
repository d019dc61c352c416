import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { openImap } from '../support/imap';
import type { TestImap } from '../support/imap';
import { Line } from './dialog';
import { readScript } from './script';

// A capability is a promise: each that is announced has a dialog that shows it kept, and no dialog shows one that is not announced.

const folder = join(__dirname, 'imap');
let imap: TestImap | undefined;

afterEach(async () => {
  await imap?.stop();
  imap = undefined;
});

/** The names announced before and after login; of `APPENDLIMIT=26214400` its name alone. */
async function announced(): Promise<Set<string>> {
  imap = await openImap();
  const line = new Line(await imap.connect());
  const greeting = await line.next();
  line.send('1 LOGIN panda@nym.test secret');
  const answer = await line.next();
  line.stream.destroy();
  const names = [greeting, answer].flatMap((text) => /\[CAPABILITY ([^\]]*)\]/.exec(text)?.[1]?.split(' ') ?? []);
  return new Set(names.map((name) => name.replace(/=\d{2,}$/, '')));
}

/** What the dialogs say of themselves by `# shows NAME, NAME`. */
function shown(): Set<string> {
  return new Set(readdirSync(folder).flatMap((file) => readScript(join(folder, file)).shows));
}

test('no capability is announced without a dialog that shows it', async () => {
  const names = await announced();
  expect(names.size).toBeGreaterThan(30);
  const dialogs = shown();
  expect([...names].filter((name) => !dialogs.has(name))).toEqual([]);
});

test('no dialog shows a capability that is not announced', async () => {
  const names = await announced();
  expect([...shown()].filter((name) => !names.has(name))).toEqual([]);
});

test('LITERAL- is not announced beside LITERAL+, of which it is a part (RFC 7888 §5)', async () => {
  const names = await announced();
  expect([names.has('LITERAL+'), names.has('LITERAL-')]).toEqual([true, false]);
});
