import { describe, expect, test } from '@jest/globals';
import { packetLimits } from '../../../src/outgoing/packets';
import { readPayload } from '../../../src/protocol/remailer/mixmaster/payload';
import { mailText, noise, submitted, usual } from '../../support/letters';
import { mailsIn, openParcel } from '../../support/outgoing';
import { openPacketStreet } from '../../support/packetStreet';

describe('a letter through YAMN', () => {
  test('comes out of the chain as a mail to the nym server, and names nobody else', async () => {
    const street = await openPacketStreet({ type: 'yamn', spread: '0' });
    await street.outgoing.submit(submitted(mailText(usual), ['bob@example.org', 'dave@example.org']));
    await street.outgoing.workOff();
    expect(street.packets()).toHaveLength(2);
    for (const [i, packet] of street.packets().entries()) {
      const { views, exit } = street.followYamn(packet, street.entries()[i] ?? '');
      expect(views).toHaveLength(3);
      const text = exit.payload.toString();
      expect(text).toMatch(/^To: send@nym.test\n\n-----BEGIN PGP MESSAGE-----\n/);
      const parcel = { purpose: '', to: '', source: Buffer.from(text.slice(text.indexOf('\n\n') + 2)) };
      expect(await openParcel(parcel)).toContain('Hello Bob');
    }
  });

  test('travels in a mail like the original program’s', async () => {
    const street = await openPacketStreet({ type: 'yamn', spread: '0' });
    await street.outgoing.submit(submitted(mailText(usual)));
    await street.outgoing.workOff();
    const [header = '', type, packet] = street.relay.messages[0]?.split('\r\n\r\n') ?? [];
    expect(header.split('\r\n').sort()).toEqual([
      'Date: Sun, 22 Nov 2026 12:00:00 +0000',
      'From: Anonymous Remailer <remailer@domain.invalid>',
      expect.stringMatching(/^Message-Id: <20261122\.120000\.[0-9a-f]{8}@domain\.invalid>$/),
      'Subject: yamn-0.2.7',
      expect.stringMatching(/^To: \w+@mix\.test$/),
    ]);
    expect(type).toBe('::\r\nRemailer-Type: yamn-0.2.7');
    expect(packet).toMatch(/^-----BEGIN REMAILER MESSAGE-----\r\n20480\r\n/);
  });

  test('goes without an envelope sender, but to a relay that wants one', async () => {
    for (const sender of [undefined, 'relayed@isp.test']) {
      const street = await openPacketStreet({ type: 'yamn', spread: '0', ...(sender !== undefined && { sender }) });
      await street.outgoing.submit(submitted(mailText(usual)));
      await street.outgoing.workOff();
      expect(street.relay.said.filter((line) => line.startsWith('MAIL'))).toEqual([
        expect.stringContaining(`MAIL FROM:<${sender ?? ''}>`),
      ]);
    }
  });

  test('says in its mail when it goes, not when it was packed, and at another attempt anew', async () => {
    const street = await openPacketStreet({ type: 'yamn', spread: '0' }, { relayAnswers: { message: '' } });
    await street.outgoing.submit(submitted(mailText(usual)));
    await street.outgoing.workOff();
    await street.clock.advance(packetLimits.longestPause);
    await street.outgoing.workOff();
    const fields = (name: string) =>
      street.relay.messages.map((mail) => new RegExp(`^${name}: .*`, 'm').exec(mail)?.[0]);
    const [first, second] = fields('Date').map((date = '') => Date.parse(date.slice(6)));
    expect((second ?? 0) - (first ?? 0)).toBe(packetLimits.longestPause);
    expect(new Set(fields('Message-Id')).size).toBe(2);
  });

  test('waits for a time of its own within the spread', async () => {
    const street = await openPacketStreet({ type: 'yamn', spread: '2h' });
    await street.outgoing.submit(submitted(mailText(usual)));
    await street.outgoing.workOff();
    expect(street.store.outbox.list()).toMatchObject([{ state: 'handed-over' }]);
    expect(street.packets()).toHaveLength(0);
    const { id: nymId } = street.alice;
    const tomorrow = street.clock.now() + 24 * 3600_000;
    // what has not left will count on whatever day it does
    expect(street.store.outbox.sentSince(nymId, tomorrow, Infinity, [])).toBe(1);
    await street.clock.advance(2 * 3600_000);
    await street.outgoing.workOff();
    expect(street.packets()).toHaveLength(1);
    expect(street.store.outbox.list()[0]?.handedOverAt).toBe(street.clock.now());
    expect(street.store.outbox.sentSince(nymId, tomorrow, Infinity, [])).toBe(0);
  });

  test('too long for one packet is told with the length it may have, and nothing of it goes', async () => {
    const street = await openPacketStreet({ type: 'yamn', spread: '0' });
    const mail = submitted(mailText(usual, noise(60_000)));
    await expect(street.outgoing.submit(mail)).rejects.toThrow(/17600/);
    expect(street.store.packets.nextDue()).toBeUndefined();
  });

  test('waits in the outbox as long as no chain can be drawn, and says why', async () => {
    const street = await openPacketStreet({ type: 'yamn', spread: '0', exclude: ['ant', 'bee', 'cat'] });
    await street.outgoing.submit(submitted(mailText(usual)));
    await street.outgoing.workOff();
    expect(street.store.outbox.list()).toMatchObject([
      { state: 'queued', lastError: expect.stringContaining('ant: it is excluded') },
    ]);
    expect(street.store.packets.nextDue()).toBeUndefined();
  });
});

describe('a letter through Mixmaster', () => {
  test('of several packets is joined at one exit', async () => {
    const street = await openPacketStreet({ type: 'mixmaster', spread: '0', distance: 1 });
    const body = noise(60_000);
    await street.outgoing.submit(submitted(mailText(usual, body)));
    await street.outgoing.workOff();
    const entries = street.entries();
    const came = street.packets().map((packet, i) => street.followMix(packet, entries[i] ?? ''));
    expect(came.length).toBeGreaterThan(2);
    expect(new Set(came.map(({ views }) => views.at(-1)?.address)).size).toBe(1);
    const parts = came.map(({ exit }) => exit).sort((a, b) => a.data.part - b.data.part);
    const { destinations, headers, text } = readPayload(Buffer.concat(parts.map(({ payload }) => payload)));
    expect([destinations, headers]).toEqual([['send@nym.test'], []]);
    const letter = await openParcel({ purpose: '', to: '', source: text });
    expect(letter.replaceAll('=\n', '').replaceAll('\n', '')).toContain(body.slice(0, 1000));
  });
});

describe('a letter that is too long for its way out', () => {
  test.each([
    ['by the one that is named for such', 60_000, 'mix'],
    ['by the one that this names in turn, where it is too long for it as well', 5_000_000, 'direct'],
  ])('goes %s, from its submission on', async (_, bytes, transport) => {
    const relayAnswers = { EHLO: '250 relay' };
    const street = await openPacketStreet({ type: 'yamn', spread: '0', large: 'mix' }, { relayAnswers });
    await street.outgoing.submit(submitted(mailText(usual, noise(bytes))));
    expect(street.store.outbox.list()).toMatchObject([{ transport, state: 'queued' }]);
    await street.outgoing.workOff();
    expect(street.store.outbox.list()).toMatchObject([{ transport, state: 'handed-over' }]);
    expect(street.relay.messages.length).toBeGreaterThan(0);
    expect(street.relay.messages.every((mail) => mail.includes('BEGIN PGP MESSAGE'))).toBe(transport === 'direct');
  });

  test('may be a wish for pages: it goes by the way that is named for such, or is refused at once', async () => {
    const words = noise(40_000);
    const urls = Array.from({ length: 20 }, (_, i) => `https://example.org/${words.slice(i * 1900, (i + 1) * 1900)}`);
    const named = await openPacketStreet({ type: 'yamn', spread: '0', large: 'mix' });
    await named.outgoing.url(named.alice, { urls });
    await named.outgoing.url(named.alice, { urls: urls.slice(0, 2) });
    expect(named.store.outbox.list().map(({ kind, transport }) => [kind, transport])).toEqual([
      ['url', 'mix'],
      ['url', 'smtp'],
    ]);
    const unnamed = await openPacketStreet({ type: 'yamn', spread: '0' });
    await expect(unnamed.outgoing.url(unnamed.alice, { urls })).rejects.toThrow(/17600 at most/);
    const mail = submitted(mailText(usual, urls.join('\n')), ['url@nym.test']);
    await expect(unnamed.outgoing.submit(mail)).rejects.toThrow(/17600 at most/);
    expect(unnamed.store.outbox.list()).toEqual([]);
    expect(unnamed.store.pages.of(unnamed.alice.id)).toEqual([]);
  });

  test('takes no other of the nym’s letters with it', async () => {
    const street = await openPacketStreet({ type: 'yamn', spread: '0', large: 'direct' });
    for (const body of [noise(60_000), 'Hello Bob\n']) await street.outgoing.submit(submitted(mailText(usual, body)));
    expect(street.store.outbox.list().map(({ transport }) => transport)).toEqual(['direct', 'smtp']);
  });

  test('goes by no other way that happens to be there, where none is named', async () => {
    const street = await openPacketStreet({ type: 'mixmaster', spread: '0' });
    await expect(street.outgoing.submit(submitted(mailText(usual, noise(5_000_000))))).rejects.toThrow(
      /\[transport\.smtp\] has 2097152 at most/,
    );
    expect(street.store.outbox.list()).toEqual([]);
  });
});

describe('packets in the queue', () => {
  test('a program that dies while it packs neither loses the letter nor sends it twice', async () => {
    const street = await openPacketStreet({ type: 'yamn', spread: '0' });
    await street.outgoing.submit(submitted(mailText(usual)));
    const [row] = street.store.outbox.list();
    if (!row) throw new Error('no letter');
    // as it is found when the program was killed before the transaction
    street.store.outbox.move(row.id, 'queued', 'sealing', street.clock.now());
    street.outgoing.resolveInterrupted();
    await street.outgoing.workOff();
    // and after it
    street.outgoing.resolveInterrupted();
    await street.outgoing.workOff();
    expect(street.packets()).toHaveLength(1);
    expect(mailsIn(street.store, street.alice.id, 'INBOX')).toEqual([]);
  });

  test('a letter that was taken back while it was packed does not go', async () => {
    const street = await openPacketStreet({ type: 'yamn', spread: '0' });
    const { store, outgoing } = street;
    await outgoing.submit(submitted(mailText(usual)));
    const [row] = store.outbox.list();
    if (!row) throw new Error('no letter');
    const unwatch = store.watch(() => {
      if (store.outbox.byId(row.id)?.state === 'sealing' && store.outbox.sealed(row.id))
        store.outbox.move(row.id, 'sealing', 'cancelled', 0);
    });
    await outgoing.workOff();
    unwatch();
    expect(store.outbox.byId(row.id)?.state).toBe('cancelled');
    expect(street.packets()).toEqual([]);
  });

  test('a packet that the relay has, but did not say so, goes again to the byte', async () => {
    const answers: Record<string, string> = { message: '' };
    const street = await openPacketStreet({ type: 'yamn', spread: '0' }, { relayAnswers: answers });
    await street.outgoing.submit(submitted(mailText(usual)));
    await street.outgoing.workOff();
    await street.clock.advance(packetLimits.longestPause);
    await street.outgoing.workOff();
    const [first, second] = street.packets();
    expect(first).toBeDefined();
    expect(second).toEqual(first);
  });

  test('that nothing takes for days are told to the letter’s writer, with the letter', async () => {
    const street = await openPacketStreet({ type: 'yamn', spread: '0' }, { relayAnswers: { greeting: '421 away' } });
    await street.outgoing.submit(submitted(mailText(usual)));
    await street.outgoing.workOff();
    await street.clock.advance(packetLimits.giveUpAfter);
    await street.outgoing.workOff();
    const [report = ''] = mailsIn(street.store, street.alice.id, 'INBOX');
    expect(report).toContain('A remailer packet of it could not be handed over.');
    expect(report).toContain('Hello Bob');
    expect(street.store.outbox.list()).toMatchObject([{ state: 'failed' }]);
    expect(street.store.packets.nextDue()).toBeUndefined();
  });

  test('leave no text of the letter behind once they have gone', async () => {
    const street = await openPacketStreet({ type: 'yamn', spread: '0' });
    await street.outgoing.submit(submitted(mailText(usual)));
    await street.outgoing.workOff();
    const [row] = street.store.outbox.list();
    if (!row) throw new Error('no letter');
    expect([street.store.outbox.payload(row.id), street.store.outbox.sealed(row.id)]).toEqual([undefined, undefined]);
    expect(street.store.packets.left().size).toBe(0);
  });
});
