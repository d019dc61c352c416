import * as boxes from './boxes';
import { pick } from './client';
import type { Around, Client, Plan } from './client';
import * as messages from './messages';
import { notify } from './notified';
import type { Watcher } from './watcher';
import type { World } from './world';

// What a client does next. Whatever is common in a mailbox is common here.

type Verb = (around: Around) => Plan | undefined;

const onBoxes: readonly (readonly [number, Verb])[] = [
  [6, boxes.select],
  [1, boxes.leave],
  [1, boxes.remove],
  [1, boxes.rename],
  [3, notify],
];
const always: readonly (readonly [number, Verb])[] = [
  [2, boxes.create],
  [2, boxes.status],
  [1, boxes.list],
  [9, boxes.append],
  [4, boxes.noop],
  [12, messages.look],
  [8, messages.fetch],
  [16, messages.store],
  [10, messages.transfer],
  [6, messages.expunge],
  [6, messages.search],
  [6, messages.follow],
];

const weighted = (table: readonly (readonly [number, Verb])[]) =>
  table.flatMap(([weight, verb]) => Array.from({ length: weight }, () => verb));
const alone = weighted([...onBoxes, ...always]);
/** Not the others: what they bring about depends on who comes first. */
const inCrowd = weighted(always);

export function draw({ random, token }: Watcher, client: Client, world: World, crowd = false): Plan {
  for (;;) {
    const idles = !client.belief && !crowd && random.below(2) === 0;
    const verb = idles ? boxes.select : pick(random, crowd ? inCrowd : alone);
    const plan = verb({ client, world, random, token });
    if (plan) return plan;
  }
}
