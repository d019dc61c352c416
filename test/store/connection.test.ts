import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Store } from '../../src/store';
import { openMemoryStore } from '../../src/store';

let store: Store;
beforeEach(() => {
  store = openMemoryStore();
});

const fail = (): void => {
  throw new Error('in the middle');
};

describe('a transaction', () => {
  test('that throws leaves nothing behind', () => {
    expect(() => {
      store.transaction(() => {
        store.settings.set('a', '1');
        fail();
      });
    }).toThrow('in the middle');
    expect(store.settings.get('a')).toBeUndefined();
  });

  test('gives what its function gives', () => {
    expect(store.transaction(() => store.transaction(() => 42))).toBe(42);
  });

  test('inside another is undone with it', () => {
    expect(() => {
      store.transaction(() => {
        store.transaction(() => {
          store.settings.set('inner', '1');
        });
        fail();
      });
    }).toThrow('in the middle');
    expect(store.settings.get('inner')).toBeUndefined();
  });

  test('inside another that catches its failure is undone alone', () => {
    store.transaction(() => {
      store.settings.set('outer', '1');
      expect(() => {
        store.transaction(() => {
          store.settings.set('inner', '1');
          fail();
        });
      }).toThrow('in the middle');
    });
    expect([store.settings.get('outer'), store.settings.get('inner')]).toEqual(['1', undefined]);
  });

  test('that would wait is refused and undone, for it would be over before its work', () => {
    expect(() =>
      store.transaction(async () => {
        store.settings.set('a', '1');
        await Promise.resolve();
      }),
    ).toThrow('cannot wait');
    expect(store.settings.get('a')).toBeUndefined();
  });

  test('can be followed by another after a failure', () => {
    expect(() => {
      store.transaction(fail);
    }).toThrow('in the middle');
    store.transaction(() => {
      store.settings.set('a', '1');
    });
    expect(store.settings.get('a')).toBe('1');
  });
});

describe('watching', () => {
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  test('many changes in one turn wake a listener once, and only after they are committed', async () => {
    const seen: (string | undefined)[] = [];
    store.watch(() => seen.push(store.settings.get('b')));
    store.transaction(() => {
      store.settings.set('a', '1');
      store.settings.set('b', '2');
    });
    store.settings.set('c', '3');
    expect(seen).toEqual([]);
    await turn();
    expect(seen).toEqual(['2']);
  });

  test('what changes nothing wakes nobody', async () => {
    let calls = 0;
    store.watch(() => calls++);
    store.settings.get('a');
    store.settings.remove('a');
    expect(() => {
      store.transaction(() => {
        store.settings.set('a', '1');
        fail();
      });
    }).toThrow('in the middle');
    await turn();
    expect(calls).toBe(0);
  });

  test('a listener that has stopped is not called, one added twice is called twice', async () => {
    let calls = 0;
    const listener = () => calls++;
    const stop = store.watch(listener);
    store.watch(listener);
    store.watch(listener);
    stop();
    store.settings.set('a', '1');
    await turn();
    expect(calls).toBe(2);
  });

  test('nobody is woken on a store that was closed meanwhile', async () => {
    let calls = 0;
    store.watch(() => calls++);
    store.settings.set('a', '1');
    store.close();
    await turn();
    expect(calls).toBe(0);
  });
});
