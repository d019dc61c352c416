import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, test } from '@jest/globals';
import { systemClock } from '../../src/base/clock';
import { openImap } from '../support/imap';
import type { TestImap } from '../support/imap';
import { imapWords, Line, play } from './dialog';
import type { Stage } from './dialog';
import { readScript } from './script';

const folder = join(__dirname, 'imap');
let server: TestImap | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

/**
 * Orders: `messages MAILBOX COUNT`, `mailbox NAME`, `stranger A` (A sees the greeting and logs in by itself), `limit NAME VALUE`,
 * `deflate A` (A compresses from here on), `storage BYTES` (so much mail there may be), `forget` (which messages were removed so far), `hours N` (go by; it is 26 November 2026, 10:00).
 */
async function stage(): Promise<Stage> {
  let now = Date.UTC(2026, 10, 26, 10);
  const imap = await openImap({ clock: { ...systemClock, now: () => now } });
  server = imap;
  const strangers = new Set<string>();
  const lines = new Map<string, Line>();
  const orders: Record<string, (...words: string[]) => Promise<void>> = {
    messages: (mailbox = '', count = '') => imap.fill(mailbox, Number(count)),
    mailbox: async (name = '') => {
      await imap.account.create(name);
    },
    stranger: async (who = '') => {
      strangers.add(who);
    },
    forget: async () => {
      imap.forgetRemovals();
    },
    limit: async (name = '', value = '') => {
      imap.limit(name, Number(value));
    },
    hours: async (count = '') => {
      now += Number(count) * 3_600_000;
    },
    storage: async (bytes = '') => {
      imap.limitStorage(Number(bytes));
    },
    deflate: async (who = '') => lines.get(who)?.deflate(),
  };
  return {
    connect: async (who) => {
      const line = new Line(await imap.connect());
      lines.set(who, line);
      if (strangers.has(who)) return line;
      await line.next();
      line.send('login LOGIN panda@nym.test secret');
      await line.next();
      return line;
    },
    order: async ([word = '', ...rest]) => {
      const order = orders[word];
      if (!order) throw new Error(`no such order: ${word}`);
      await order(...rest);
    },
    ...imapWords,
  };
}

describe('IMAP dialogs', () => {
  for (const file of readdirSync(folder).sort()) {
    const script = readScript(join(folder, file));
    test(`${file}: ${script.title}`, async () => {
      await play(script, await stage());
    });
  }
});
