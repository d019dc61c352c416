import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openImap } from '../../../support/imap';
import type { TestImap } from '../../../support/imap';
import { openStoreImap } from '../../../support/storeImap';
import { Line } from '../../../session/dialog';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

let stop: (() => Promise<void>) | undefined;
afterEach(async () => {
  await stop?.();
  stop = undefined;
});

interface Client {
  readonly say: (text: string) => Promise<string[]>;
  readonly next: () => Promise<string>;
}

async function logIn(socket: Socket, password: string): Promise<Client> {
  const line = new Line(socket);
  await line.next();
  let count = 0;
  const say = async (text: string) => {
    const tag = `t${++count}`;
    line.send(`${tag} ${text}`);
    for (const came: string[] = []; ;) {
      const next = await line.next();
      if (next === '(closed)') throw new Error('closed');
      came.push(next);
      if (next.startsWith(`${tag} `)) return came;
    }
  };
  await say(`LOGIN panda@nym.test ${password}`);
  return { say, next: () => line.next() };
}

/** Mailboxes and how many mails each has, with its next UID, as a client knows them that is only told. */
class Known {
  readonly boxes = new Map<string, string>();

  hear(line: string): void {
    const [, attributes = '', name, old] =
      /^\* LIST \(([^)]*)\) "\/" (\S+)(?: \("OLDNAME" \((\S+)\)\))?$/.exec(line) ?? [];
    if (name !== undefined && old !== undefined) this.rename(old, name);
    else if (name !== undefined && /Non[Ee]xistent|Noselect/.test(attributes)) this.boxes.delete(name);
    else if (name !== undefined && !this.boxes.has(name)) this.boxes.set(name, 'MESSAGES 0 UIDNEXT 1');
    const [, box, uidNext, messages] = /^\* STATUS (\S+) \(UIDNEXT (\d+) MESSAGES (\d+)/.exec(line) ?? [];
    if (box !== undefined) this.boxes.set(box, `MESSAGES ${messages} UIDNEXT ${uidNext}`);
  }

  rename(old: string, now: string): void {
    for (const [name, counts] of [...this.boxes])
      if (name === old || name.startsWith(`${old}/`)) {
        this.boxes.delete(name);
        this.boxes.set(now + name.slice(old.length), counts);
      }
  }
}

async function countsOf({ say }: Client): Promise<Map<string, string>> {
  const lines = await say('LIST "" * RETURN (STATUS (MESSAGES UIDNEXT))');
  return new Map(
    lines.flatMap((line) => {
      const [, name, counts] = /^\* STATUS (\S+) \((.*)\)$/.exec(line) ?? [];
      return name !== undefined && counts !== undefined ? [[name, counts] as const] : [];
    }),
  );
}

const name = fc.constantFrom('a', 'a/b', 'a/b/c', 'd', 'd/b');
const command = fc.oneof(
  name.map((one) => `CREATE ${one}`),
  name.map((one) => `DELETE ${one}`),
  fc.tuple(fc.oneof(name, fc.constant('INBOX')), name).map(([from, to]) => `RENAME ${from} ${to}`),
  fc.constantFrom(...['COPY 1:2 a', 'MOVE 1 d', 'STORE 1 +FLAGS (\\Deleted)', 'EXPUNGE', 'COPY 1 INBOX']),
  fc
    .tuple(fc.constantFrom('SELECT', 'SUBSCRIBE', 'UNSUBSCRIBE'), fc.oneof(name, fc.constant('INBOX')))
    .map((two) => two.join(' ')),
);

describe('a client that asked to be told of everything', () => {
  test('knows every mailbox and its mail without asking, whatever others do', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 12 }), async (commands) => {
        const imap: TestImap = await openImap();
        stop = () => imap.stop();
        await imap.fill('INBOX', 3);
        const [a, b] = [await logIn(await imap.connect(), 'secret'), await logIn(await imap.connect(), 'secret')];
        await b.say('SELECT INBOX');
        const known = new Known();
        for (const [one, counts] of await countsOf(a)) known.boxes.set(one, counts);
        await a.say('NOTIFY SET (PERSONAL (MessageNew MessageExpunge MailboxName SubscriptionChange))');
        for (const one of commands) {
          await b.say(one);
          for (const line of await a.say('NOOP')) known.hear(line);
        }
        expect([...known.boxes].sort()).toEqual([...(await countsOf(a))].sort());
        await imap.stop();
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  test('is told at once of mail that another process brings, though it says nothing', async () => {
    const imap = await openStoreImap();
    stop = imap.stop;
    const a = await logIn(connect({ port: imap.port, host: '127.0.0.1' }), imap.alice.password);
    const [told] = await a.say('NOTIFY SET STATUS (INBOXES (MessageNew MessageExpunge)) (MAILBOXES Zoo (MailboxName))');
    expect(told).toMatch(/^\* STATUS \S+ \(MESSAGES 0 UIDNEXT 1 UIDVALIDITY \d+\)$/);
    const { mailboxes, messages } = imap.other.mail;
    const inbox = mailboxes.byName(imap.alice.id, 'INBOX');
    if (!inbox) throw new Error('no INBOX');
    messages.append(inbox.id, [{ source: Buffer.from('x'), structure: '{}', flags: [], internalDate: 1 }]);
    imap.store.poll();
    expect(await a.next()).toBe('* STATUS INBOX (UIDNEXT 2 MESSAGES 1)');
    mailboxes.create(imap.alice.id, 'Zoo', 1);
    imap.store.poll();
    expect(await a.next()).toBe('* LIST (\\HasNoChildren) "/" Zoo');
  });
});
