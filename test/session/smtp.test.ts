import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { NymState } from '../../src/nym';
import { authPlain, openSmtp } from '../support/smtp';
import type { TestSmtp } from '../support/smtp';
import { aliceActive, aliceDraft, start } from '../support/nyms';
import { mailsIn } from '../support/outgoing';
import { Line, play } from './dialog';
import type { Stage } from './dialog';
import { readScript } from './script';

const folder = join(__dirname, 'smtp');
let server: TestSmtp | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

/** A nym in that state, by the way it comes there. */
async function bridgeIn(state: NymState | undefined) {
  if (state === undefined) return aliceActive();
  const { store, nyms, alice } = await aliceDraft();
  const path: NymState[] =
    state === 'draft' ? [] : state === 'deleted' ? ['requested', 'active', 'deleted'] : ['requested', state];
  for (const to of [...new Set(path)]) nyms.move(alice.id, to, { at: start, evidence: 'user' });
  return { store, nyms, server: alice.server, alice };
}

/**
 * Connections have said EHLO and logged in when the script begins. Orders: `stranger A` (A sees the greeting), `tls-only` (no
 * password without TLS), `nym STATE`, `limit LETTERS` (a day), `letters COUNT` (in the outbox), `sent COUNT` (in Sent),
 * `nothing TEXT` (neither in letters nor in Sent), `pass MS` (on the clock).
 */
function stage(): Stage {
  const strangers = new Set<string>();
  const wishes: { allowPlainAuth: boolean; dailyLimit?: number; state?: NymState } = { allowPlainAuth: true };
  const open = async () => {
    const { state, ...more } = wishes;
    return (server ??= await openSmtp({ ...more, bridge: await bridgeIn(state) }));
  };
  const orders: Record<string, (word: string) => Promise<void>> = {
    stranger: async (who) => void strangers.add(who),
    'tls-only': async () => void (wishes.allowPlainAuth = false),
    nym: async (state) => void (wishes.state = state as NymState),
    limit: async (letters) => void (wishes.dailyLimit = Number(letters)),
    letters: async (count) => {
      expect((await open()).store.outbox.list()).toHaveLength(Number(count));
    },
    sent: async (count) => {
      const { store, alice } = await open();
      expect(mailsIn(store, alice.id, 'Sent')).toHaveLength(Number(count));
    },
    nothing: async (of) => {
      const { store, alice } = await open();
      const payloads = store.outbox.list().map(({ id }) => store.outbox.payload(id)?.toString());
      expect([...payloads, ...mailsIn(store, alice.id, 'Sent')].join('\n').toLowerCase()).not.toContain(
        of.toLowerCase(),
      );
    },
    pass: async (ms) => {
      const { clock } = await open();
      while (clock.sleeping === 0) await new Promise((resolve) => setImmediate(resolve));
      await clock.advance(Number(ms));
    },
  };
  return {
    connect: async (who) => {
      const line = new Line(await (await open()).connect());
      if (strangers.has(who)) return line;
      await line.next();
      line.send('EHLO client');
      while ((await line.next()).startsWith('250-'));
      line.send(authPlain());
      await line.next();
      return line;
    },
    order: async ([word = '', argument = '']) => {
      const order = orders[word];
      if (!order) throw new Error(`no such order: ${word}`);
      await order(argument);
    },
    tagOf: () => '',
    isFinal: (line) => /^\d{3} /.test(line),
    isOk: (line) => /^[23]/.test(line),
  };
}

describe('SMTP dialogs', () => {
  for (const file of readdirSync(folder).sort()) {
    const script = readScript(join(folder, file));
    test(`${file}: ${script.title}`, async () => {
      await play(script, stage());
    });
  }
});
