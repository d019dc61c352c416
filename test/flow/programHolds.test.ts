import { appendFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { alice, type Circle, openCircle } from '../support/circle';
import { login, readMailbox, submit, until, untilActive } from '../support/mailClient';
import { end, type Serving } from '../support/program';

// A program has been given the letter, and has not said what became of it, when the bridge is killed.

/** Notes that it runs, reads a mail, says that it has, and never ends by itself. */
const holder = `
const { readFileSync, writeFileSync } = require('node:fs');
const [, , spool] = process.argv;
writeFileSync(spool + '/runs.' + process.pid, '');
readFileSync(0);
writeFileSync(spool + '/holds.' + process.pid, '');
setInterval(() => undefined, 1000);
`;

let circle: Circle;
let spool: string;
const pidsOf = (what: 'runs' | 'holds') =>
  readdirSync(spool).flatMap((name) => (name.startsWith(what) ? [Number(name.slice(what.length + 1))] : []));

beforeAll(async () => {
  circle = await openCircle();
  const serving = await circle.home.serve();
  await untilActive(circle);
  await end(serving.child, 'SIGTERM');
  spool = join(circle.home.folder, 'spool');
  mkdirSync(spool);
  const script = join(circle.home.folder, 'holder.cjs');
  writeFileSync(script, holder);
  const command = JSON.stringify([process.execPath, script, spool]);
  appendFileSync(circle.home.config, `\n[transport.program]\ntype = "command"\ncommand = ${command}\n`);
  expect((await circle.home.run('nym', 'set', alice, 'transport=program')).status).toBe(0);
});

afterAll(async () => {
  for (const pid of pidsOf('runs')) process.kill(pid, 'SIGKILL');
  await circle.remove();
});

async function subjects(serving: Serving): Promise<string[]> {
  const client = await login(circle, serving);
  const mails = await readMailbox(client, 'INBOX');
  await client.logout();
  return mails.map(({ subject }) => subject);
}

test('the letter is not given to it again, and the user is told that it may or may not have gone', async () => {
  const before = await circle.home.serve();
  await submit(circle, before, { subject: 'held', text: 'Hello' });
  await until('the program', () => (pidsOf('holds').length > 0 ? true : undefined));
  await end(before.child, 'SIGKILL');
  const after = await circle.home.serve();
  const told = await until('the word of it', async () => (await subjects(after)).find((one) => one.endsWith('held')));
  expect(told).toBe('Possibly not sent: held');
  await end(after.child, 'SIGTERM');
  expect(pidsOf('runs')).toHaveLength(1);
});
