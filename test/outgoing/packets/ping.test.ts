import { describe, expect, jest, test } from '@jest/globals';
import { packetLimits } from '../../../src/outgoing/packets';
import { readPayload } from '../../../src/protocol/remailer/mixmaster/payload';
import { mailText, submitted, usual } from '../../support/letters';
import { aliceDraft } from '../../support/nyms';
import { openPacketStreet } from '../../support/packetStreet';

const hour = 3600_000;
const panda = 'panda@nym.test';
type Street = Awaited<ReturnType<typeof openPacketStreet>>;

/** What the exits have of all that came to the relay: where, by how many hops, and the mail. */
function exitsOf(street: Street, type: 'yamn' | 'mixmaster') {
  const entries = street.entries();
  return street.packets().map((packet, i) => {
    const entry = entries[i] ?? '';
    if (type === 'yamn') {
      const { views, exit } = street.followYamn(packet, entry);
      return { at: views.at(-1)?.address, hops: views.length, mail: exit.payload.toString() };
    }
    const { views, exit } = street.followMix(packet, entry);
    const { destinations, headers, text } = readPayload(exit.payload);
    const mail = `To: ${destinations.join()}\n${headers.join('\n')}\n${text.toString()}`;
    return { at: views.at(-1)?.address, hops: views.length, mail };
  });
}

describe.each([
  ['yamn', ['ant', 'bee', 'cat', 'dog']],
  ['mixmaster', ['mix0', 'mix1', 'mix2', 'mix3']],
] as const)('a ping through %s', (type, names) => {
  test('comes out at its remailer behind another, and says one word that nobody could know', async () => {
    const street = await openPacketStreet({ type, spread: '0' });
    const queued = await street.ping(panda);
    expect(queued.map(({ remailer }) => remailer)).toEqual(names);
    await street.outgoing.workOff();
    const exits = exitsOf(street, type);
    expect(exits.map(({ at, hops }) => [at?.split('@')[0], hops])).toEqual(names.map((name) => [name, 2]));
    expect(exits.map(({ mail }) => mail.replace(/^[0-9a-f]{32}$/m, 'WORD'))).toEqual(
      names.map(() => `To: ${panda}\n\nWORD\n`),
    );
    expect(new Set(exits.map(({ mail }) => mail)).size).toBe(names.length);
  });

  test('is handed over as letters are: nothing on its outside tells it from one', async () => {
    const street = await openPacketStreet({ type, spread: '0', chain: '*,*' });
    await street.ping(panda, names[0]);
    await street.outgoing.submit(submitted(mailText(usual)));
    await street.outgoing.workOff();
    const outside = street.relay.messages.map((mail) => {
      const [header = '', ...text] = mail.split('\r\n\r\n');
      const fields = header
        .replace(/^To: .*/m, 'To: ENTRY')
        .replace(/[\da-f]{8}@/, 'WORD@')
        .split('\r\n');
      return [fields.sort(), text.join('\r\n\r\n').replace(/(20480\r\n)[\s\S]*(-----END)/, '$1$2')];
    });
    expect(outside).toHaveLength(2);
    expect(outside[0]).toEqual(outside[1]);
  });
});

test('a remailer is never the other one on its own ping’s way, whatever letters may do', async () => {
  const street = await openPacketStreet({ type: 'yamn', distance: 0 });
  const chains = [];
  for (let round = 0; round < 5; round++) chains.push(...(await street.ping(panda)));
  expect(chains.every(({ chain }) => new Set(chain).size === 2)).toBe(true);
});

test('each of many pings goes at a time of its own within the spread', async () => {
  const street = await openPacketStreet({ type: 'yamn', spread: '2h' });
  await street.ping(panda);
  await street.outgoing.workOff();
  expect(street.packets()).toHaveLength(0);
  await street.clock.advance(hour);
  await street.outgoing.workOff();
  const early = street.packets().length;
  expect(early).toBeGreaterThan(0);
  expect(early).toBeLessThan(4);
  await street.clock.advance(hour);
  await street.outgoing.workOff();
  const sent = street.store.pings.since('yamn', 0).map(({ sentAt = 0 }) => street.clock.now() - sentAt);
  expect(sent.filter((ago) => ago === hour)).toHaveLength(early);
  expect(sent.filter((ago) => ago === 0)).toHaveLength(4 - early);
});

describe('a ping is not queued', () => {
  test.each([
    ['for anybody but a nym here', 'alice@example.org', [], /is no nym here/],
    ['through a remailer that nobody lists', panda, ['ant', 'wasp'], /No remailer "wasp" is known/],
  ])('%s', async (_what, nym, names, reason) => {
    const street = await openPacketStreet({ type: 'yamn' });
    await expect(street.ping(nym, ...names)).rejects.toThrow(reason);
    expect(street.store.packets.nextDue()).toBeUndefined();
    expect(street.store.pings.since('yamn', 0)).toEqual([]);
  });

  test('for a nym that the server does not know yet', async () => {
    const street = await openPacketStreet({ type: 'yamn' }, { bridge: await aliceDraft() });
    await expect(street.ping(panda)).rejects.toThrow('is not yet asked for, and nothing would come back');
  });

  test('through a remailer that is excluded, unless it is named', async () => {
    const street = await openPacketStreet({ type: 'yamn', exclude: ['ant', 'bee@mix.test'] });
    expect((await street.ping(panda)).map(({ remailer }) => remailer)).toEqual(['cat', 'dog']);
    expect((await street.ping(panda, 'ant')).map(({ remailer }) => remailer)).toEqual(['ant']);
  });

  test('in part: a program that dies amid it leaves none, and the same command makes each once', async () => {
    const street = await openPacketStreet({ type: 'yamn', spread: '0' });
    const really = street.store.pings.add.bind(street.store.pings);
    const add = jest.spyOn(street.store.pings, 'add').mockImplementationOnce(really);
    add.mockImplementationOnce(() => {
      throw new Error('killed');
    });
    await expect(street.ping(panda)).rejects.toThrow('killed');
    expect(add).toHaveBeenCalledTimes(2);
    add.mockRestore();
    expect(street.store.packets.nextDue()).toBeUndefined();
    await street.ping(panda);
    await street.outgoing.workOff();
    expect(street.packets()).toHaveLength(4);
  });
});

test('a ping that the relay has, but did not say so, goes again to the byte, and counts once', async () => {
  const answers: Record<string, string> = { message: '' };
  const street = await openPacketStreet({ type: 'yamn', spread: '0' }, { relayAnswers: answers });
  await street.ping(panda, 'ant');
  await street.outgoing.workOff();
  expect(street.store.pings.since('yamn', 0)).toMatchObject([{ sentAt: undefined }]);
  await street.clock.advance(packetLimits.longestPause);
  await street.outgoing.workOff();
  const [first, second] = street.packets();
  expect(second).toEqual(first);
  expect(street.store.pings.since('yamn', 0)).toHaveLength(1);
});

test('a ping that nothing takes for days counts against no remailer', async () => {
  const street = await openPacketStreet({ type: 'yamn', spread: '0' }, { relayAnswers: { greeting: '421 away' } });
  await street.ping(panda, 'ant');
  await street.outgoing.workOff();
  await street.clock.advance(packetLimits.giveUpAfter);
  await street.outgoing.workOff();
  expect(street.store.packets.nextDue()).toBeUndefined();
  expect(street.store.pings.since('yamn', 0)).toEqual([]);
});

test('pings go by themselves at random times where that is asked for, through remailers that are drawn', async () => {
  const street = await openPacketStreet({ type: 'yamn', spread: '0', pings: { nym: panda, every: '6h' } });
  street.outgoing.start();
  for (let hours = 0; hours < 96; hours++) await street.clock.advance(hour);
  await street.outgoing.stop();
  await street.outgoing.workOff();
  const exits = exitsOf(street, 'yamn');
  expect(exits.every(({ mail }) => /^To: panda@nym\.test\n\n[0-9a-f]{32}\n$/.test(mail))).toBe(true);
  expect(exits.length).toBeGreaterThan(8);
  expect(exits.length).toBeLessThan(32);
  expect(new Set(exits.map(({ at }) => at)).size).toBe(4);
});

test('no ping goes by itself where only its nym is named', async () => {
  const street = await openPacketStreet({ type: 'yamn', spread: '0', pings: { nym: panda } });
  street.outgoing.start();
  await street.clock.advance(1000 * hour);
  await street.outgoing.stop();
  expect(street.packets()).toEqual([]);
});
