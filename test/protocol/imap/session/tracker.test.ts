import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import type { Changes, MessageState } from '../../../../src/protocol/imap/backend';
import { asModSeq, asSequenceNumber, asUid } from '../../../../src/protocol/imap/ids';
import { mayTellAll } from '../../../../src/protocol/imap/session/states';
import { Tracker } from '../../../../src/protocol/imap/session/tracker';
import { statesOf } from '../../../support/states';

const message = (uid: number, modSeq = 1, flags: string[] = []): MessageState => ({
  uid: asUid(uid),
  modSeq: asModSeq(modSeq),
  flags,
});

const changes = (modSeq: number, vanished: number[], changed: MessageState[]): Changes => ({
  highestModSeq: asModSeq(modSeq),
  uidNext: asUid(100),
  vanished: vanished.map(asUid),
  changed: statesOf(changed),
});

const tracker = (...uids: number[]) =>
  new Tracker({
    messages: statesOf(uids.map((uid) => message(uid))),
    uidNext: asUid(10),
    highestModSeq: asModSeq(1),
  });

describe('what a client is told of a mailbox', () => {
  test('sequence numbers stand still until an expunge may be told', () => {
    const t = tracker(1, 2, 3);
    t.apply(changes(2, [1], []));
    expect(t.sequenceOf(asUid(3))).toBe(3);
    expect(t.speak({ expunged: false, arrived: true })).toEqual([]);
    expect(t.sequenceOf(asUid(3))).toBe(3);
    expect(t.speak(mayTellAll)).toEqual([{ kind: 'expunge', sequence: 1, uid: 1 }]);
    expect(t.sequenceOf(asUid(3))).toBe(2);
  });

  test('several expunges are told from the last to the first', () => {
    const t = tracker(1, 2, 3, 4);
    t.apply(changes(2, [1, 2, 4], []));
    expect(t.speak(mayTellAll).map((event) => 'sequence' in event && event.sequence)).toEqual([4, 2, 1]);
  });

  test('the count of EXISTS still holds messages whose expunge is untold', () => {
    const t = tracker(1, 2);
    t.apply(changes(2, [1], [message(3, 2)]));
    expect(t.speak({ expunged: false, arrived: true })).toEqual([{ kind: 'exists', count: 3 }]);
    expect(t.speak(mayTellAll)).toEqual([{ kind: 'expunge', sequence: 1, uid: 1 }]);
  });

  test('a message that came and went unseen is never mentioned', () => {
    const t = tracker(1);
    t.apply(changes(2, [], [message(2, 2)]));
    t.apply(changes(3, [2], []));
    expect(t.speak(mayTellAll)).toEqual([]);
  });

  test('new flags are told once, and not of messages that have gone', () => {
    const t = tracker(1, 2);
    t.apply(changes(2, [], [message(1, 2, ['\\Seen']), message(2, 2, ['\\Seen'])]));
    t.apply(changes(3, [2], []));
    expect(t.speak({ expunged: false, arrived: true })).toEqual([{ kind: 'flags', sequences: [1] }]);
    expect(t.at(asSequenceNumber(1))).toEqual({ sequence: 1, ...message(1, 2, ['\\Seen']) });
    expect(t.speak(mayTellAll)).toEqual([{ kind: 'expunge', sequence: 2, uid: 2 }]);
  });

  test('a client that does as it is told knows the mailbox, whatever happened in between', () => {
    const step = fc.record({ remove: fc.array(fc.nat(9)), add: fc.nat(2), mayExpunge: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let real = [1, 2, 3];
        let next = 4;
        let modSeq = 1;
        const t = tracker(...real);
        const client = [...real];
        const hear = (mayExpunge: boolean) => {
          for (const event of t.speak({ expunged: mayExpunge, arrived: true })) {
            if (event.kind === 'expunge') client.splice(event.sequence - 1, 1);
            if (event.kind === 'exists') for (let n = client.length; n < event.count; n++) client.push(t.uidAt(n + 1)!);
          }
          expect(client).toEqual(t.messages.uids);
        };
        for (const { remove, add, mayExpunge } of steps) {
          modSeq++;
          const vanished = real.filter((_, i) => remove.includes(i));
          const added = Array.from({ length: add }, () => next++);
          real = [...real.filter((uid) => !vanished.includes(uid)), ...added];
          t.apply(
            changes(
              modSeq,
              vanished,
              added.map((uid) => message(uid, modSeq)),
            ),
          );
          hear(mayExpunge);
        }
        hear(true);
        expect(client).toEqual(real);
      }),
    );
  });
});
