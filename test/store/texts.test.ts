import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { MailboxId, Store, Uid } from '../../src/store';
import { openDatabase } from '../../src/store/open';
import { temporaryFolder } from '../support/folder';
import { addInbox, message, openTestStore, testKey } from '../support/stores';

let folder: string;
let store: Store;
let inbox: MailboxId;
beforeEach(() => {
  folder = temporaryFolder();
  store = openTestStore(folder);
  inbox = addInbox(store, 'one', 'two', 'three').inbox;
});
afterEach(() => {
  store.close();
});

function keep(...texts: readonly { readonly head?: string; readonly body?: string; readonly whole?: boolean }[]): void {
  const due = store.mail.texts.due(texts.length);
  store.mail.texts.keep(
    texts.flatMap(({ head = '', body = '', whole = true }, i) => {
      const bodyId = due[i]?.bodyId;
      return bodyId === undefined ? [] : [{ bodyId, whole, head: Buffer.from(head), body: Buffer.from(body) }];
    }),
  );
}

const find = (needle: string, within: 'all' | 'body' = 'all', after: Uid | 0 = 0) =>
  store.mail.texts.find(inbox, after, Buffer.from(needle), within);

describe('texts', () => {
  test('match as bytes do, and no character means anything', () => {
    keep({ body: 'A*B?[C]"\'%_\u0000é' }, { head: 'A', body: 'É' }, { body: 'nothing' });
    for (const needle of ['*', '?', '[C]', '"\'', '%_', '\u0000é', 'A*B?[C]"\'%_\u0000é'])
      expect(find(needle)?.matching).toEqual([1]);
    for (const needle of ['A*C', '[ABC]x', '_%', 'ÉE']) expect(find(needle)?.matching).toEqual([]);
    expect(find('A')?.matching).toEqual([1, 2]);
    expect(find('A', 'body')?.matching).toEqual([1]);
  });

  test('that are not there, or not whole, leave their mails open but where they match', () => {
    keep({ body: 'zebra', whole: false }, { body: 'zebra', whole: true });
    expect(find('zebra')).toEqual({ matching: [1, 2], open: [3], last: 3 });
    expect(find('yak')).toEqual({ matching: [], open: [1, 3], last: 3 });
    expect(find('yak', 'all', 3 as Uid)).toBeUndefined();
  });

  test('come in slices that large mails make short', () => {
    store.mail.messages.append(inbox, [
      message('x'.repeat(2_000_000)),
      message('small'),
      message('x'.repeat(2_000_000)),
    ]);
    expect(find('x')?.last).toBe(4);
    expect(find('x', 'all', 4 as Uid)?.last).toBe(6);
    expect(find('x', 'all', 6 as Uid)).toBeUndefined();
  });

  test('go from the file with the last message that had them', () => {
    keep({ body: 'XYLOPHONE' }, { body: 'yak' }, { body: 'zebra' });
    store.mail.messages.copy(inbox, [1 as Uid], inbox, 1);
    store.mail.messages.expunge(inbox, [1 as Uid]);
    expect(find('XYLOPHONE')?.matching).toEqual([4]);
    store.mail.messages.expunge(inbox, [4 as Uid]);
    store.close();
    const database = openDatabase(folder, testKey());
    const kept = database.prepare('SELECT count(*) FROM body_text', { pluck: true }).get();
    database.close();
    expect(kept).toBe(2);
    store = openTestStore(folder);
    expect(store.integrity()).toEqual([]);
  });

  test('of mails just filed are passed over ever after, as soon as all before them are kept', () => {
    const upTo = () => {
      const database = openDatabase(folder, testKey());
      const value = database.prepare("SELECT value FROM counter WHERE name = 'texts'", { pluck: true }).get();
      database.close();
      return value ?? 0;
    };
    const text = { whole: true, head: Buffer.from(''), body: Buffer.from('zebra') };
    const file = (n: number) => {
      for (const bodyId of store.mail.messages.append(inbox, [message(String(n))]).bodies)
        store.mail.texts.keepSoon({ bodyId, ...text });
    };
    // more than are written at a time
    for (let n = 0; n < 150; n++) file(n);
    expect(store.mail.texts.due(9)).toHaveLength(3);
    expect(find('zebra')?.matching).toHaveLength(150);
    expect(upTo()).toBe(0);
    keep({}, {});
    expect(upTo()).toBe(2);
    keep({});
    expect(upTo()).toBe(153);
    for (let n = 0; n < 150; n++) file(n);
    expect(store.mail.texts.due(9)).toEqual([]);
    expect(upTo()).toBe(303);
  });

  test('of mail that went while they were read are not kept', () => {
    const due = store.mail.texts.due(9);
    store.mail.messages.expunge(inbox, [2 as Uid]);
    const nothing = Buffer.alloc(0);
    store.mail.texts.keep(due.map(({ bodyId }) => ({ bodyId, whole: true, head: nothing, body: Buffer.from('yak') })));
    expect(find('yak')).toEqual({ matching: [1, 3], open: [], last: 3 });
    expect(store.integrity()).toEqual([]);
  });

  test('keep nobody waiting where another process writes', () => {
    const other = openTestStore(folder);
    other.transaction(() => {
      other.settings.set('something', 'else');
      const start = performance.now();
      expect(() => {
        keep({ body: 'yak' });
      }).toThrow(expect.objectContaining({ code: 'busy', retry: 'later' }));
      expect(performance.now() - start).toBeLessThan(5000);
    });
    other.close();
    keep({ body: 'yak' });
    expect(find('yak')?.matching).toEqual([1]);
  });
});
