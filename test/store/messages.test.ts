import { beforeEach, describe, expect, test } from '@jest/globals';
import type { BodyId, MailboxId, Messages, ModSeq, NymId, Store, Uid } from '../../src/store';
import { openMemoryStore } from '../../src/store';
import { addInbox, message } from '../support/stores';
import { listOf, statesOf } from '../support/states';

let store: Store;
let messages: Messages;
let nym: NymId;
let inbox: MailboxId;
let archive: MailboxId;

beforeEach(() => {
  store = openMemoryStore();
  messages = store.mail.messages;
  ({ nym, inbox } = addInbox(store, 'one', 'two', 'three'));
  archive = store.mail.mailboxes.create(nym, 'Archive', 1_000_000, '\\Archive');
});

const uids = (...numbers: number[]) => numbers as Uid[];
const uidsIn = (mailbox: MailboxId) => messages.snapshot(mailbox)?.messages.uids;
const flagsIn = (mailbox: MailboxId) => messages.snapshot(mailbox)?.messages.flags;
const height = (mailbox: MailboxId): ModSeq => messages.snapshot(mailbox)?.highestModSeq ?? (0 as ModSeq);
const textOf = (mailbox: MailboxId, uid: number) => {
  const body = messages.body(mailbox, uid as Uid);
  return body && Buffer.concat([...messages.bytes(body.bodyId, 0, body.size)]).toString();
};
const counts = (mailbox: MailboxId) => {
  const row = store.mail.mailboxes.byId(mailbox);
  return row && [row.messages, row.unseen, row.deleted, row.size];
};

describe('appending', () => {
  test('gives ascending UIDs in the order of the messages', () => {
    const { uids: given, uidValidity } = messages.append(inbox, [message('four'), message('five')]);
    expect(given).toEqual([4, 5]);
    expect(uidValidity).toBe(store.mail.mailboxes.byId(inbox)?.uidValidity);
    expect([textOf(inbox, 4), textOf(inbox, 5)]).toEqual(['four', 'five']);
  });

  test('keeps none where one cannot be kept', () => {
    const bad = { ...message('bad'), internalDate: Number.NaN };
    expect(() => messages.append(inbox, [message('four'), bad])).toThrow();
    expect(uidsIn(inbox)).toEqual([1, 2, 3]);
    expect(messages.append(inbox, [message('five')]).uids).toEqual([4]);
  });

  test('to a mailbox that is gone is an error the caller can name', () => {
    store.mail.mailboxes.remove(archive);
    expect(() => messages.append(archive, [message('x')])).toThrow(expect.objectContaining({ code: 'nonexistent' }));
  });

  test('of nothing changes nothing', () => {
    const before = height(inbox);
    expect(messages.append(inbox, []).uids).toEqual([]);
    expect(height(inbox)).toBe(before);
  });

  test('flags of an undone append are not taken for those of the next one', () => {
    expect(() =>
      store.transaction(() => {
        messages.append(inbox, [message('x', '$Undone')]);
        throw new Error('undo');
      }),
    ).toThrow('undo');
    messages.append(inbox, [message('four', '$Done')]);
    messages.append(inbox, [message('five', '$Undone')]);
    expect(flagsIn(inbox)?.slice(3)).toEqual([['$Done'], ['$Undone']]);
  });
});

describe('reading', () => {
  test('gives what was appended, ascending, without the missing', () => {
    const rows = messages.readWithStructure(inbox, uids(3, 99, 1));
    expect(rows).toEqual([
      {
        uid: 1,
        flags: [],
        modSeq: 2,
        internalDate: 1_700_000_000_000,
        size: 3,
        bodyId: 1,
        savedAt: null,
        structure: '{"of":"one"}',
        arrived: false,
      },
      {
        uid: 3,
        flags: [],
        modSeq: 2,
        internalDate: 1_700_000_000_000,
        size: 5,
        bodyId: 3,
        savedAt: null,
        structure: '{"of":"three"}',
        arrived: false,
      },
    ]);
    expect(messages.read(inbox, uids(2)).map(({ size }) => size)).toEqual([3]);
  });

  test('tells what the nym server has brought from what was filed otherwise, wherever it is copied to', () => {
    messages.append(inbox, [{ ...message('six'), arrived: true }]);
    const sent = store.mail.mailboxes.create(nym, 'Copies', 0);
    messages.copy(inbox, uids(1, 4), sent, 0);
    expect(messages.readWithStructure(sent, uids(1, 2)).map(({ arrived }) => arrived)).toEqual([false, true]);
  });

  test('any range of a body that spans chunks is exact, in pieces of at most 32 KiB', () => {
    const source = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 251));
    const [body] = messages.append(inbox, [{ ...message(''), source }]).bodies;
    const size = 32 * 1024;
    const inRow = 8 * 1024;
    const borders = [inRow, inRow + size, inRow + 8 * size].flatMap((at) => [at - 1, at, at + 1]);
    const edges = [0, 1, ...borders, 299_999, 300_000];
    for (const start of edges)
      for (const end of edges.filter((edge) => edge >= start)) {
        const pieces = [...messages.bytes(body!, start, end)];
        expect(Buffer.concat(pieces).equals(source.subarray(start, end))).toBe(true);
        expect(pieces.every((piece) => piece.length > 0 && piece.length <= size)).toBe(true);
      }
    expect([...messages.bytes(body!, 299_990, 400_000)].map((piece) => piece.length)).toEqual([10]);
  });

  test('an empty message has an empty body', () => {
    const { uids: given } = messages.append(inbox, [message('')]);
    expect(textOf(inbox, given[0] ?? 0)).toBe('');
  });

  test('a body expunged under its reader ends early instead of failing', () => {
    messages.append(inbox, [message('x'.repeat(300_000))]);
    const body = messages.body(inbox, 4 as Uid);
    const pieces = messages.bytes(body!.bodyId, 0, 300_000);
    expect(pieces.next().done).toBe(false);
    messages.expunge(inbox, uids(4));
    expect(Buffer.concat([...pieces]).length).toBeLessThan(300_000 - 32 * 1024);
    expect(messages.body(inbox, 4 as Uid)).toBeUndefined();
  });
});

describe('flags', () => {
  test('are added, removed and replaced', () => {
    messages.store(inbox, uids(1, 2), 'add', ['\\Seen', '$Label1']);
    messages.store(inbox, uids(2), 'remove', ['\\Seen']);
    messages.store(inbox, uids(3), 'replace', ['\\Flagged']);
    expect(flagsIn(inbox)).toEqual([['$Label1', '\\Seen'], ['$Label1'], ['\\Flagged']]);
    messages.store(inbox, uids(1, 2, 3), 'replace', []);
    expect(flagsIn(inbox)).toEqual([[], [], []]);
  });

  test('flags and keywords go along with COPY and MOVE, there and back', () => {
    messages.store(inbox, uids(1, 2), 'replace', ['$Label1', '\\Seen', 'work']);
    messages.move(inbox, uids(1), archive, 1);
    messages.copy(inbox, uids(2), archive, 1);
    messages.move(archive, uids(1), inbox, 1);
    const marks = ['$Label1', '\\Seen', 'work'];
    expect([
      flagsIn(inbox)?.map((flags) => [...flags].sort()),
      flagsIn(archive)?.map((flags) => [...flags].sort()),
    ]).toEqual([[marks, [], marks], [marks]]);
  });

  test('a keyword is the same in any case and keeps the one it came in', () => {
    messages.store(inbox, uids(1), 'add', ['$Forwarded']);
    messages.store(inbox, uids(1), 'add', ['$forwarded', '\\Seen']);
    expect(flagsIn(inbox)?.[0]).toEqual(['$Forwarded', '\\Seen']);
    messages.store(inbox, uids(1), 'remove', ['$FORWARDED']);
    expect(flagsIn(inbox)?.[0]).toEqual(['\\Seen']);
  });

  test('a message has a bounded number of flags, all of a change or none; the marks of the bridge itself find room', () => {
    const many = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `k${from + i}`);
    messages.store(inbox, uids(1), 'add', many(0, 100));
    messages.store(inbox, uids(1), 'add', many(100, 200));
    expect(() => messages.store(inbox, uids(1, 2), 'add', ['one-more'])).toThrow(
      expect.objectContaining({ code: 'too-many' }),
    );
    expect(flagsIn(inbox)?.map((flags) => flags.length)).toEqual([200, 0, 0]);
    const body = messages.body(inbox, 1 as Uid)?.bodyId ?? (0 as BodyId);
    messages.flagBody(body, 'add', ['$Failed']);
    messages.store(inbox, uids(1), 'remove', ['k0']);
    expect(flagsIn(inbox)?.[0]).toHaveLength(200);
  });

  test('each change of the mailbox has a ModSeq of its own, and a message without a change keeps its own', () => {
    messages.store(inbox, uids(1), 'add', ['\\Seen']);
    const before = height(inbox);
    messages.store(inbox, uids(1, 2), 'add', ['\\Seen']);
    const states = messages.snapshot(inbox)?.messages.modSeqs;
    expect(states).toEqual([before, before + 1, 2]);
    messages.store(inbox, uids(1, 2), 'add', ['\\Seen']);
    expect(height(inbox)).toBe(before + 1);
  });

  test('a message changed by another client meanwhile is left alone and named', () => {
    const known = height(inbox);
    messages.store(inbox, uids(2), 'add', ['\\Answered']);
    const stored = messages.store(inbox, uids(1, 2, 3), 'add', ['\\Seen'], known);
    expect(stored).toEqual({ modified: [2], modSeq: height(inbox) });
    expect(flagsIn(inbox)).toEqual([['\\Seen'], ['\\Answered'], ['\\Seen']]);
  });

  test('one that lists a message by its body finds it wherever it was moved', () => {
    const { bodyId } = messages.body(inbox, 1 as Uid) ?? { bodyId: 0 as BodyId };
    messages.copy(inbox, uids(1), archive, 5);
    messages.move(inbox, uids(1), archive, 5);
    expect([messages.uidOfBody(archive, bodyId), messages.uidOfBody(inbox, bodyId)]).toEqual([1, undefined]);
    messages.flagBody(bodyId, 'add', ['$Delivered']);
    expect(flagsIn(archive)).toEqual([['$Delivered'], ['$Delivered']]);
    expect(flagsIn(inbox)).toEqual([[], []]);
  });
});

describe('expunging', () => {
  test('removes the messages and is told to those who ask later', () => {
    const before = height(inbox);
    messages.expunge(inbox, uids(3, 1, 77));
    expect(uidsIn(inbox)).toEqual([2]);
    expect(messages.changesSince(inbox, before)).toEqual({
      vanished: [1, 3],
      removalsForgotten: false,
      changed: statesOf([]),
      uidNext: 4,
      highestModSeq: before + 1,
    });
  });

  test('never frees a UID for another message', () => {
    messages.expunge(inbox, uids(1, 2, 3));
    expect(messages.append(inbox, [message('four')]).uids).toEqual([4]);
  });

  test('of a copy leaves the original its body, and the last one takes it along', () => {
    const { bodyId, size } = messages.body(inbox, 3 as Uid) ?? { bodyId: 0 as BodyId, size: 0 };
    messages.copy(inbox, uids(3), archive, 5);
    messages.expunge(inbox, uids(3));
    expect(textOf(archive, 1)).toBe('three');
    messages.expunge(archive, uids(1));
    expect([...messages.bytes(bodyId, 0, size)]).toEqual([]);
  });
});

describe('copying and moving', () => {
  test('a copy has its own UID and ModSeq, and the flags and date of the original', () => {
    messages.store(inbox, uids(2), 'add', ['\\Flagged']);
    const copied = messages.copy(inbox, uids(3, 2, 50), archive, 5);
    expect(copied).toEqual({ uidValidity: store.mail.mailboxes.byId(archive)?.uidValidity, from: [2, 3], to: [1, 2] });
    expect(messages.read(archive, uids(1))[0]).toMatchObject({ flags: ['\\Flagged'], internalDate: 1_700_000_000_000 });
    expect(uidsIn(inbox)).toEqual([1, 2, 3]);
  });

  test('a move is one step for each side', () => {
    const before = [height(inbox), height(archive)];
    expect(messages.move(inbox, uids(1, 3), archive, 5).to).toEqual([1, 2]);
    expect([height(inbox), height(archive)]).toEqual(before.map((one) => one + 1));
    expect([uidsIn(inbox), uidsIn(archive)]).toEqual([[2], [1, 2]]);
    expect([textOf(archive, 1), textOf(archive, 2)]).toEqual(['one', 'three']);
  });

  test('within a mailbox gives new UIDs', () => {
    expect(messages.copy(inbox, uids(1), inbox, 5).to).toEqual([4]);
    expect(messages.move(inbox, uids(2), inbox, 5).to).toEqual([5]);
    expect(uidsIn(inbox)).toEqual([1, 3, 4, 5]);
    expect(textOf(inbox, 5)).toBe('two');
  });

  test('to a mailbox that is gone leaves everything where it is', () => {
    store.mail.mailboxes.remove(archive);
    expect(() => messages.move(inbox, uids(1), archive, 5)).toThrow(expect.objectContaining({ code: 'nonexistent' }));
    expect(uidsIn(inbox)).toEqual([1, 2, 3]);
  });
});

describe('changes since', () => {
  test('now are none', () => {
    expect(messages.changesSince(inbox, height(inbox))).toMatchObject({ vanished: [], changed: statesOf([]) });
  });

  test('name new and changed messages as they are now, once', () => {
    const before = height(inbox);
    messages.store(inbox, uids(1), 'add', ['\\Seen']);
    messages.store(inbox, uids(1), 'add', ['\\Flagged']);
    messages.append(inbox, [message('four')]);
    const changes = messages.changesSince(inbox, before);
    expect(listOf(changes?.changed).map(({ uid, flags }) => [uid, flags])).toEqual([
      [1, ['\\Flagged', '\\Seen']],
      [4, []],
    ]);
    expect(changes?.highestModSeq).toBe(before + 3);
  });

  test('of a mailbox that is gone are not an empty list', () => {
    store.mail.mailboxes.remove(inbox);
    expect(messages.changesSince(inbox, 0 as ModSeq)).toBeUndefined();
    expect(messages.snapshot(inbox)).toBeUndefined();
  });
});

test('the numbers of STATUS follow every change', () => {
  messages.append(inbox, [message('seen', '\\Seen'), message('deleted', '\\Deleted')]);
  expect(counts(inbox)).toEqual([5, 4, 1, 22]);
  messages.store(inbox, uids(1, 2, 4), 'add', ['\\Seen', '\\Deleted']);
  expect(counts(inbox)).toEqual([5, 2, 4, 22]);
  messages.store(inbox, uids(1, 2, 3, 4, 5), 'replace', ['\\Seen']);
  expect(counts(inbox)).toEqual([5, 0, 0, 22]);
  messages.move(inbox, uids(1, 3), archive, 5);
  messages.copy(inbox, uids(2), archive, 5);
  messages.expunge(inbox, uids(4));
  expect(counts(inbox)).toEqual([2, 0, 0, 10]);
  expect(counts(archive)).toEqual([3, 0, 0, 11]);
});
