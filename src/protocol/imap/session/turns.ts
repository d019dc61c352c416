import { setImmediate as breathe } from 'node:timers/promises';

/** Messages looked into before others have their turn: one may take a millisecond. */
const atOnce = 20;

/** Lets others have their turn every so often. */
export async function* inTurns<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item> {
  let given = 0;
  for await (const item of items) {
    yield item;
    if (++given % atOnce === 0) await breathe();
  }
}
