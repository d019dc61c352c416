import { describe, expect, test } from '@jest/globals';
import { cancel, outboxLimits } from '../../../src/outgoing/outbox';
import { TestClock } from '../../support/clock';
import { mailText, submitted, usual } from '../../support/letters';
import { aliceDraft, aliceActive, start } from '../../support/nyms';
import type { AlicesBridge } from '../../support/nyms';
import { flagsIn, mailsIn, openParcel, openStreetOut } from '../../support/outgoing';

const hour = 3600_000;
const mail = () => submitted(mailText(usual));
const later = { result: 'later', reason: 'The relay is away.' } as const;

describe('a letter on its way', () => {
  test('is sealed to the server and handed over, once', async () => {
    const { outgoing, parcels, store } = await openStreetOut();
    await outgoing.submit(mail());
    await outgoing.workOff();
    await outgoing.workOff();
    expect(parcels.map(({ to }) => to)).toEqual(['send@nym.test']);
    expect(await openParcel(parcels[0])).toContain('\n\nHello Bob\n');
    expect(store.outbox.list().map(({ state }) => state)).toEqual(['handed-over']);
  });

  test('leaves no second copy of its text behind', async () => {
    const { outgoing, store } = await openStreetOut();
    await outgoing.submit(mail());
    await outgoing.workOff();
    const [row] = store.outbox.list();
    if (!row) throw new Error('no row');
    expect([store.outbox.payload(row.id), store.outbox.sealed(row.id)]).toEqual([undefined, undefined]);
  });

  test('is in Sent as soon as it is taken, seen, as the server gets it', async () => {
    const { outgoing, store, alice, parcels } = await openStreetOut();
    await outgoing.submit(mail());
    const sent = mailsIn(store, alice.id, 'Sent');
    await outgoing.workOff();
    expect(sent).toEqual([(await openParcel(parcels[0])).replaceAll('\n', '\r\n')]);
  });

  test('of a mail with Bcc is one of several, with one copy in Sent', async () => {
    const { outgoing, store, alice, parcels } = await openStreetOut();
    expect(await outgoing.submit(submitted(mailText(usual), ['bob@example.org', 'dave@example.org']))).toBe(2);
    await outgoing.workOff();
    expect(parcels).toHaveLength(2);
    expect(mailsIn(store, alice.id, 'Sent')).toHaveLength(1);
  });

  test('is taken as a whole or not at all: when Sent cannot be written, nothing is sent', async () => {
    const bridge = await aliceActive();
    const store = {
      ...bridge.store,
      outbox: {
        ...bridge.store.outbox,
        add: () => {
          throw new Error('disk full');
        },
      },
    };
    const { outgoing } = await openStreetOut({ bridge: { ...bridge, store } });
    await expect(outgoing.submit(mail())).rejects.toThrow('disk full');
    expect(mailsIn(bridge.store, bridge.alice.id, 'Sent')).toEqual([]);
  });

  test('is one even when the client sends the mail again, because it never heard the 250', async () => {
    const { outgoing, store, alice } = await openStreetOut();
    const again = submitted(mailText([...usual, 'Message-ID: <own@client>']));
    await outgoing.submit(again);
    expect(await outgoing.submit(again)).toBe(1);
    expect(store.outbox.list()).toHaveLength(1);
    expect(mailsIn(store, alice.id, 'Sent')).toHaveLength(1);
  });

  test('is a new one when the first has failed, or when it is for somebody else', async () => {
    const never = { result: 'never', reason: 'The relay refused: 550' } as const;
    const { outgoing, store } = await openStreetOut({ answers: [never] });
    const fields = [...usual, 'Message-ID: <own@client>'];
    await outgoing.submit(submitted(mailText(fields)));
    await outgoing.workOff();
    await outgoing.submit(submitted(mailText(fields)));
    await outgoing.submit(submitted(mailText(fields), ['bob@example.org', 'carol@example.org']));
    expect(store.outbox.list(['queued'])).toHaveLength(3);
  });

  test('goes to the transport of its nym', async () => {
    const { outgoing, store } = await openStreetOut({ transports: {} });
    await outgoing.submit(mail());
    await outgoing.workOff();
    expect(store.outbox.list()[0]).toMatchObject({
      state: 'queued',
      lastError: 'There is no transport "smtp" in the configuration.',
    });
  });
});

describe('when a hand-over fails', () => {
  test('it is tried again after growing, irregular pauses, with the very same bytes', async () => {
    const { outgoing, clock, parcels, store } = await openStreetOut({ answers: [later, later, later] });
    await outgoing.submit(mail());
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 3; attempt++) {
      await outgoing.workOff();
      const pause = (store.outbox.nextDue([]) ?? 0) - clock.now();
      pauses.push(pause);
      await clock.advance(pause - 1);
      await outgoing.workOff();
      expect(parcels).toHaveLength(attempt + 1);
      await clock.advance(1);
    }
    await outgoing.workOff();
    for (const [index, pause] of pauses.entries()) {
      expect(pause).toBeGreaterThanOrEqual(30_000 * 2 ** index);
      expect(pause).toBeLessThan(90_000 * 2 ** index);
    }
    expect(new Set(parcels.map(({ source }) => source.toString())).size).toBe(1);
    expect(store.outbox.list()[0]).toMatchObject({ state: 'handed-over', attempts: 4, lastError: undefined });
  });

  test('five days count from the first try, not from the writing: a letter that was held for a week is tried twice', async () => {
    const { nyms, store, alice } = await aliceDraft();
    const bridge = { nyms, store, alice, server: alice.server };
    const { outgoing, clock } = await openStreetOut({ bridge, answers: [{ result: 'taken' }, later] });
    await outgoing.create(alice);
    await outgoing.submit(mail());
    await outgoing.workOff();
    await clock.advance(7 * 24 * hour);
    const reply = { kind: 'created', address: alice.address, settings: {} } as const;
    nyms.applyReply(alice.id, reply, { at: clock.now(), saidAt: clock.now(), evidence: 'article <a@nym.test>' });
    await outgoing.workOff();
    expect(store.outbox.list(['queued']).map(({ attempts }) => attempts)).toEqual([1]);
  });

  test('after five days the writer is told, and it ends', async () => {
    const { outgoing, clock, store, alice } = await openStreetOut({ answers: [later, later] });
    await outgoing.submit(mail());
    await outgoing.workOff();
    await clock.advance(outboxLimits.giveUpAfter);
    await outgoing.workOff();
    expect(store.outbox.list()[0]?.state).toBe('failed');
    expect(mailsIn(store, alice.id, 'INBOX')[0]).toContain('The relay is away.');
  });

  test('for good, the writer gets a delivery report that programs can read', async () => {
    const never = { result: 'never', reason: 'The relay refused: 550 no such user' } as const;
    const { outgoing, store, alice } = await openStreetOut({ answers: [never] });
    await outgoing.submit(mail());
    await outgoing.workOff();
    const [report = ''] = mailsIn(store, alice.id, 'INBOX');
    expect(report).toMatch(/^Content-Type: multipart\/report; report-type=delivery-status;\s+boundary=/m);
    expect(report).toMatch(/^Subject: Not sent: hello\r$/m);
    expect(report).toMatch(/^Final-Recipient: rfc822; bob@example.org\r\nAction: failed\r\nStatus: 5\.0\.0\r\n/m);
  });

  test('the report has the letter whole, so that its words are at hand; and Sent does not look as if it had gone', async () => {
    const never = { result: 'never', reason: 'The relay refused: 550 no such user' } as const;
    const { outgoing, store, alice } = await openStreetOut({ answers: [never] });
    await outgoing.submit(mail());
    await outgoing.workOff();
    const [sent = ''] = mailsIn(store, alice.id, 'Sent');
    expect(mailsIn(store, alice.id, 'INBOX')[0]).toContain(
      `Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 7bit\r\n\r\n${sent}`,
    );
    expect(flagsIn(store, alice.id, 'Sent')).toEqual([['$Failed', '\\Seen']]);
  });

  test('without an answer to the whole letter, it is not sent again: the server would send both', async () => {
    const unknown = { result: 'unknown', reason: 'The connection broke.' } as const;
    const { outgoing, clock, parcels, store, alice } = await openStreetOut({ answers: [unknown] });
    await outgoing.submit(mail());
    await outgoing.workOff();
    await clock.advance(24 * hour);
    await outgoing.workOff();
    expect(parcels).toHaveLength(1);
    expect(mailsIn(store, alice.id, 'INBOX')[0]).toMatch(/^Subject: Possibly not sent: hello\r$/m);
  });

  test('without an answer to the whole letter, the client’s repeat of it does not go either', async () => {
    const unknown = { result: 'unknown', reason: 'The connection broke.' } as const;
    const never = { result: 'never', reason: 'The relay refused: 550 no such user' } as const;
    const { outgoing, parcels } = await openStreetOut({ answers: [unknown, never] });
    const people = ['bob@example.org', 'dave@example.org'];
    const repeated = submitted(mailText([...usual, 'Message-ID: <once@client>']), people);
    await outgoing.submit(repeated);
    await outgoing.workOff();
    await outgoing.submit(repeated);
    await outgoing.workOff();
    expect(parcels).toHaveLength(2);
  });

  test('without an answer, a request goes again: twice does no harm', async () => {
    const unknown = { result: 'unknown', reason: 'The connection broke.' } as const;
    const { outgoing, clock, parcels, alice } = await openStreetOut({ answers: [unknown] });
    await outgoing.config(alice, {});
    await outgoing.workOff();
    await clock.advance(2 * 60_000);
    await outgoing.workOff();
    expect(parcels.map(({ to }) => to)).toEqual(['config@nym.test', 'config@nym.test']);
  });
});

describe('a fault of our own', () => {
  test('in sealing one letter does not keep back the letters behind it, and costs it no more than time', async () => {
    const bridge = await aliceActive();
    let faults = 1;
    const nyms: typeof bridge.nyms = {
      ...bridge.nyms,
      byId: async (id) => {
        if (faults-- > 0) throw new TypeError('a bug');
        return bridge.nyms.byId(id);
      },
    };
    const { outgoing, store, clock, parcels } = await openStreetOut({ bridge: { ...bridge, nyms } });
    await outgoing.submit(mail());
    await outgoing.submit(mail());
    await outgoing.workOff();
    expect(store.outbox.list().map(({ state, attempts }) => [state, attempts])).toEqual([
      ['queued', 1],
      ['handed-over', 1],
    ]);
    await clock.advance(2 * 60_000);
    await outgoing.workOff();
    expect(parcels).toHaveLength(2);
  });

  test('in handing over leaves no letter in "sending" until the next start: its writer is told', async () => {
    const transport = {
      send: () => Promise.reject(new TypeError('a bug')),
      check: async () => ({ result: 'taken' }) as const,
    };
    const { outgoing, store, alice } = await openStreetOut({ transports: { smtp: transport } });
    await outgoing.submit(mail());
    await outgoing.workOff();
    expect(store.outbox.list().map(({ state }) => state)).toEqual(['failed']);
    expect(mailsIn(store, alice.id, 'INBOX')).toHaveLength(1);
  });
});

test('a letter that was put off by a clock far ahead does not wait until then', async () => {
  const bridge = await aliceActive();
  const ahead = await openStreetOut({ bridge, clock: new TestClock('2031-01-01T00:00:00Z'), answers: [later] });
  bridge.store.nyms.change(bridge.alice.id, { expiresAt: undefined });
  await ahead.outgoing.submit(mail());
  const { outgoing, parcels } = await openStreetOut({ bridge });
  await outgoing.workOff();
  expect(parcels).toHaveLength(1);
});

describe('while a letter is being sealed', () => {
  /** Runs `meanwhile` once, just before the text is read for sealing. */
  const interruptedBy = async (meanwhile: (bridge: AlicesBridge) => void) => {
    const bridge = await aliceActive();
    const waiting = [() => bridge];
    const outbox: typeof bridge.store.outbox = {
      ...bridge.store.outbox,
      sealed: (id) => {
        for (const one of waiting.splice(0)) meanwhile(one());
        return bridge.store.outbox.sealed(id);
      },
    };
    const street = await openStreetOut({ bridge: { ...bridge, store: { ...bridge.store, outbox } } });
    await street.outgoing.submit(mail());
    return street;
  };

  test('its row says so', async () => {
    const seen: unknown[] = [];
    const { outgoing } = await interruptedBy(({ store }) =>
      seen.push(...store.outbox.list().map(({ state }) => state)),
    );
    await outgoing.workOff();
    expect(seen).toEqual(['sealing']);
  });

  test('it can be taken back, and then is not handed over', async () => {
    const { outgoing, parcels, store } = await interruptedBy(({ store }) => {
      for (const { id } of store.outbox.list()) cancel(store, start, id);
    });
    await outgoing.workOff();
    expect(parcels).toEqual([]);
    expect(store.outbox.list()[0]?.state).toBe('cancelled');
  });

  test('a new key of its nym or server has it sealed anew, and it goes once', async () => {
    const { outgoing, parcels, store } = await interruptedBy(({ store, alice }) => {
      store.outbox.unseal(alice.id, start);
    });
    await outgoing.workOff();
    expect(parcels).toHaveLength(1);
    expect(store.outbox.list()[0]).toMatchObject({ state: 'handed-over', attempts: 1 });
  });

  test('a crash costs nothing: it goes, once, and nobody is told', async () => {
    const street = await openStreetOut();
    await street.outgoing.submit(mail());
    for (const { id } of street.store.outbox.list()) street.store.outbox.move(id, 'queued', 'sealing', start);
    street.outgoing.resolveInterrupted();
    await street.outgoing.workOff();
    expect(street.parcels).toHaveLength(1);
    expect(mailsIn(street.store, street.alice.id, 'INBOX')).toEqual([]);
  });
});

describe('after a crash', () => {
  const interrupted = async (kind: 'letter' | 'request') => {
    const street = await openStreetOut();
    if (kind === 'letter') await street.outgoing.submit(mail());
    else await street.outgoing.config(street.alice, { acksend: false });
    const [row] = street.store.outbox.list();
    if (row) street.store.outbox.move(row.id, 'queued', 'sending', start, { attempts: 1 });
    return street;
  };

  test('a letter that was being handed over is not sent twice, and its writer is told', async () => {
    const { outgoing, parcels, store, alice } = await interrupted('letter');
    outgoing.resolveInterrupted();
    await outgoing.workOff();
    expect(parcels).toEqual([]);
    expect(store.outbox.list()[0]?.state).toBe('failed');
    expect(mailsIn(store, alice.id, 'INBOX')[0]).toMatch(/not known whether[^]*Action: delayed/);
  });

  test('it counts among the letters of the day: it may have been sent', async () => {
    const { outgoing, store, alice } = await interrupted('letter');
    outgoing.resolveInterrupted();
    expect(store.outbox.sentSince(alice.id, start - hour, Infinity, [])).toBe(1);
  });

  test('a request that was being handed over goes again', async () => {
    const { outgoing, parcels } = await interrupted('request');
    outgoing.resolveInterrupted();
    await outgoing.workOff();
    expect(parcels).toHaveLength(1);
  });

  test('"sending" is on disk before the transport gets anything', async () => {
    const bridge = await aliceActive();
    const seen: unknown[] = [];
    const transport = {
      send: async () => {
        seen.push(bridge.store.outbox.list()[0]?.state);
        return { result: 'taken' } as const;
      },
      check: async () => ({ result: 'taken' }) as const,
    };
    const { outgoing } = await openStreetOut({ bridge, transports: { smtp: transport } });
    await outgoing.submit(mail());
    await outgoing.workOff();
    expect(seen).toEqual(['sending']);
  });
});

describe('a nym that is not confirmed', () => {
  test('has its letters held, and sent once it is', async () => {
    const { nyms, store, alice } = await aliceDraft();
    const { outgoing, parcels, clock } = await openStreetOut({ bridge: { nyms, store, alice, server: alice.server } });
    await outgoing.create(alice);
    await outgoing.submit(mail());
    await outgoing.workOff();
    expect(parcels.map(({ to }) => to)).toEqual(['config@nym.test']);
    expect(store.outbox.list().map(({ state }) => state)).toEqual(['handed-over', 'held']);
    const reply = { kind: 'created', address: alice.address, settings: {} } as const;
    nyms.applyReply(alice.id, reply, { at: clock.now(), saidAt: clock.now(), evidence: 'article <a@nym.test>' });
    await outgoing.workOff();
    expect(parcels.map(({ to }) => to)).toEqual(['config@nym.test', 'send@nym.test']);
  });

  test('and turns out to be taken: its writer is told', async () => {
    const { nyms, store, alice } = await aliceDraft();
    const { outgoing, clock } = await openStreetOut({ bridge: { nyms, store, alice, server: alice.server } });
    await outgoing.create(alice);
    await outgoing.submit(mail());
    const reply = { kind: 'duplicate', address: alice.address, keyId: '' } as const;
    nyms.applyReply(alice.id, reply, { at: clock.now(), saidAt: clock.now(), evidence: 'article <a@nym.test>' });
    await outgoing.workOff();
    expect(mailsIn(store, alice.id, 'INBOX')[0]).toContain('Not sent: hello');
  });

  test('the request and the move to "requested" are one: both or neither', async () => {
    const { nyms, store, alice } = await aliceDraft();
    const broken = {
      ...nyms,
      noteCreation: () => {
        throw new Error('no');
      },
    };
    const { outgoing } = await openStreetOut({ bridge: { nyms: broken, store, alice, server: alice.server } });
    await expect(outgoing.create(alice)).rejects.toThrow('no');
    expect(store.outbox.list()).toEqual([]);
  });
});

describe('the worker', () => {
  test('starts by itself when a letter comes in, also one that another process has put there', async () => {
    const bridge = await aliceActive();
    let outgoing: Awaited<ReturnType<typeof openStreetOut>>['outgoing'] | undefined;
    await new Promise<void>((resolve, reject) => {
      const transport = {
        send: async () => {
          resolve();
          return { result: 'taken' } as const;
        },
        check: async () => ({ result: 'taken' }) as const,
      };
      openStreetOut({ bridge, transports: { smtp: transport } })
        .then(async (street) => {
          ({ outgoing } = street);
          outgoing.start();
          await outgoing.submit(mail());
        })
        .catch(reject);
    });
    await outgoing?.stop();
    expect(bridge.store.outbox.list()[0]?.state).toBe('handed-over');
  });

  test('stops only when the letter at hand has been dealt with', async () => {
    const bridge = await aliceActive();
    let finish: () => void = () => undefined;
    let begun: () => void = () => undefined;
    const beginning = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const transport = {
      send: () =>
        new Promise<{ result: 'taken' }>((resolve) => {
          begun();
          finish = () => {
            resolve({ result: 'taken' });
          };
        }),
      check: async () => ({ result: 'taken' }) as const,
    };
    const { outgoing, store } = await openStreetOut({ bridge, transports: { smtp: transport } });
    await outgoing.submit(mail());
    outgoing.start();
    await beginning;
    const stopped = outgoing.stop();
    finish();
    await stopped;
    expect(store.outbox.list()[0]?.state).toBe('handed-over');
  });
});
