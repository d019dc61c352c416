import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Circle, openCircle } from '../support/circle';
import { noise } from '../support/letters';
import { submit, until, untilActive } from '../support/mailClient';
import type { Serving } from '../support/program';

// The compiled program sends by a chain of remailers, and by the relay what is too long for them.

let circle: Circle;
let serving: Serving;
let hops: string[];
beforeAll(async () => {
  hops = [];
  const onHop = (_name: string, event: string) => void hops.push(event);
  circle = await openCircle({ chain: { kind: 'yamn', chain: '*,*', settings: 'large = "relay"\n', onHop } });
  serving = await circle.home.serve();
  await untilActive(circle);
}, 60_000);
afterAll(() => circle.remove());

test('a large letter goes by the way that is named for such, a small one by the remailers, and each arrives once', async () => {
  const before = hops.filter((event) => event === 'exit').length;
  await submit(circle, serving, { subject: 'small', text: 'Hello Bob' });
  await submit(circle, serving, { subject: 'large', text: noise(60_000) });
  const subjects = () =>
    circle.world.outside.received.map(({ source }) => /^Subject: (.*)$/m.exec(source.toString('latin1'))?.[1]);
  await until('both letters', () => (subjects().length === 2 ? true : undefined));
  expect(subjects().sort()).toEqual(['large', 'small']);
  expect(hops.filter((event) => event === 'exit').length - before).toBe(1);
});

test('the outbox shows which way each went, and the status that large ones go by no remailer', async () => {
  const { out } = await circle.home.run('outbox', 'list', '--all', '--json');
  const rows = JSON.parse(out) as { what: string; transport: string }[];
  expect(rows.filter(({ what }) => what === 'letter').map(({ transport }) => transport)).toEqual([
    'remailers',
    'relay',
  ]);
  const { warnings } = JSON.parse((await circle.home.run('status', '--json')).out) as { warnings: string[] };
  expect(warnings).toContain(
    'Letters by [transport.remailers] that are longer than 17600 bytes when sealed go through no remailer, but by [transport.relay] (large).',
  );
});
