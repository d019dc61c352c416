import { describe, expect, test } from '@jest/globals';
import { mailText, submitted, usual } from '../../support/letters';
import { mailsIn } from '../../support/outgoing';
import { openPacketStreet } from '../../support/packetStreet';

// By what chains letters, requests and wishes for pages go, and in how many copies.

type Street = Awaited<ReturnType<typeof openPacketStreet>>;

function open(settings: Record<string, unknown>, relayAnswers: Record<string, string> = {}): Promise<Street> {
  return openPacketStreet({ type: 'yamn', spread: '3h', ...settings }, { relayAnswers });
}

const kinds = {
  letter: ({ outgoing }: Street) => outgoing.submit(submitted(mailText(usual))),
  request: ({ outgoing, alice }: Street) => outgoing.config(alice, { acksend: false }),
  pages: ({ outgoing, alice }: Street) => outgoing.url(alice, { urls: ['https://example.org/'] }),
} as const;

/** Puts one of a kind into packets, and lets all of them leave. */
async function sendAll(street: Street, kind: keyof typeof kinds): Promise<void> {
  await kinds[kind](street);
  await street.outgoing.workOff();
  await street.clock.advance(3 * 3600_000);
  await street.outgoing.workOff();
}

/** The chain of each packet that one of a kind goes in, as names. */
async function chainsOf(street: Street, kind: keyof typeof kinds): Promise<string[]> {
  const before = street.packets().length;
  await sendAll(street, kind);
  const entries = street.entries();
  return street.packets().flatMap((packet, i) => {
    if (i < before) return [];
    const { views } = street.followYamn(packet, entries[i] ?? '');
    return [views.map(({ address }) => address.split('@')[0]).join(',')];
  });
}

describe('chains', () => {
  test('are those of the kind that a letter is', async () => {
    const street = await open({ chain: '*', chains: { send: 'ant,bee', config: 'cat,dog@mix.test', url: 'dog' } });
    expect(await chainsOf(street, 'letter')).toEqual(['ant,bee']);
    expect(await chainsOf(street, 'request')).toEqual(['cat,dog']);
    expect(await chainsOf(street, 'pages')).toEqual(['dog']);
  });

  test('are the usual ones where nothing else is said of the kind', async () => {
    const street = await open({ chain: 'bee,ant', chains: { url: 'dog' } });
    expect(await chainsOf(street, 'letter')).toEqual(['bee,ant']);
    expect(await chainsOf(street, 'request')).toEqual(['bee,ant']);
    expect(await chainsOf(street, 'pages')).toEqual(['dog']);
  });

  test('of a name that nobody knows keep that kind waiting, with the reason, and no other', async () => {
    const street = await open({ chain: 'bee,ant', chains: { config: 'bee,gnu' } });
    expect(await chainsOf(street, 'request')).toEqual([]);
    expect(street.store.outbox.list()).toMatchObject([
      { kind: 'config', state: 'queued', lastError: 'No remailer "gnu" is known that can be used now.' },
    ]);
    expect(await chainsOf(street, 'letter')).toEqual(['bee,ant']);
  });
});

describe('copies', () => {
  test('are made of requests, each by a chain of its own to one exit; of letters and wishes for pages there is one', async () => {
    const street = await open({ chain: '*,*,*', distance: 1, copies: 5 });
    await sendAll(street, 'request');
    const [first, ...others] = street.packets();
    const [entry = '', ...entries] = street.entries();
    expect(others).toHaveLength(4);
    expect(new Set([entry, ...entries]).size).toBeGreaterThan(1);
    expect(street.followYamn(first ?? Buffer.alloc(0), entry).views).toHaveLength(3);
    for (const [i, packet] of others.entries())
      expect(() => street.followYamn(packet, entries[i] ?? '')).toThrow('This packet has come before.');
    expect(await chainsOf(street, 'letter')).toHaveLength(1);
    expect(await chainsOf(street, 'pages')).toHaveLength(1);
  });

  /** Lets the packets go one after the other; the relay refuses those of these numbers. */
  async function refuse(refused: readonly number[]) {
    const answers: Record<string, string> = {};
    const street = await open({ chain: '*,*', distance: 1, copies: 3 }, answers);
    const { outgoing, clock, store, alice } = street;
    await kinds.request(street);
    await outgoing.workOff();
    const states: string[] = [];
    for (let n = 1; n <= 3; n++) {
      answers.RCPT = refused.includes(n) ? '550 5.1.1 no such user' : '250 ok';
      await clock.advance(Math.max(0, (store.packets.nextDue() ?? 0) - clock.now()));
      await outgoing.workOff();
      states.push(...store.outbox.list().map(({ state }) => state));
    }
    return { states, taken: street.packets().length, reports: mailsIn(store, alice.id, 'INBOX') };
  }

  test('fail one by one, and no one is told as long as one of them may still arrive', async () => {
    for (const refused of [[1], [2], [1, 2]])
      expect(await refuse(refused)).toEqual({
        states: ['handed-over', 'handed-over', 'handed-over'],
        taken: 3 - refused.length,
        reports: [],
      });
  });

  test('that all fail are told once, when the last does', async () => {
    const { states, taken, reports } = await refuse([1, 2, 3]);
    expect([states, taken]).toEqual([['handed-over', 'handed-over', 'failed'], 0]);
    expect(reports).toEqual([expect.stringContaining('no such user')]);
  });

  test('of which the last fails, and others have left, are not told as lost', async () => {
    expect(await refuse([3])).toMatchObject({ taken: 2, reports: [] });
    expect(await refuse([2, 3])).toMatchObject({ taken: 1, reports: [] });
  });
});
