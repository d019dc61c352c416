interface Filling<T> {
  readonly items: T[];
  ended: boolean;
  left: boolean;
  wake: () => void;
}

/**
 * A list whose items can be used as they arrive. `fill` starts when the list is first asked for an item, and hands the items
 * over; its error is thrown behind the last one. It does not wait for the reader: a reader may ask the server something else
 * between two items, and the answer to that comes only behind the rest of the list.
 */
export async function* listing<T>(fill: (add: (item: T) => void) => Promise<void>): AsyncGenerator<T, void, undefined> {
  const state: Filling<T> = { items: [], ended: false, left: false, wake: () => undefined };
  const filled = fill((item) => {
    if (!state.left) state.items.push(item);
    state.wake();
  }).finally(() => {
    state.ended = true;
    state.wake();
  });
  filled.catch(() => undefined); // a reader that left does not see it
  try {
    while (!state.ended || state.items.length > 0) {
      yield* state.items.splice(0);
      if (state.ended || state.items.length > 0) continue;
      await new Promise<void>((wake) => {
        state.wake = wake;
      });
    }
    await filled;
  } finally {
    state.left = true;
  }
}
