import { describe, expect, test } from '@jest/globals';
import { acknowledgedFlag } from '../../../src/outgoing';
import { mailText, submitted, usual } from '../../support/letters';
import { aliceActive } from '../../support/nyms';
import { mailsIn, openStreetOut } from '../../support/outgoing';

async function sentWithBcc() {
  const street = await openStreetOut();
  const fields = [...usual, 'Message-ID: <own@client>'];
  await street.outgoing.submit(submitted(mailText(fields), ['bob@example.org', 'dave@example.org']));
  await street.outgoing.workOff();
  const { store, alice } = street;
  const sent = store.mail.mailboxes.byName(alice.id, 'Sent');
  if (!sent) throw new Error('no Sent');
  const states = () => store.outbox.list().map(({ state }) => state);
  const flags = () => store.mail.messages.snapshot(sent.id)?.messages.flags[0] ?? [];
  const messageId = store.outbox.list()[0]?.messageId ?? '';
  return { ...street, states, flags, messageId, sent };
}

describe('a receipt', () => {
  test('marks the letter it names, and Sent when it was the last of its mail', async () => {
    const { outgoing, alice, states, flags, messageId } = await sentWithBcc();
    outgoing.acknowledge(alice.id, { messageId, to: 'dave@example.org' });
    expect(states()).toEqual(['handed-over', 'acknowledged']);
    expect(flags()).not.toContain(acknowledgedFlag);
    outgoing.acknowledge(alice.id, { messageId, to: '=?utf-8?Q?Bob?= <bob@example.org>' });
    expect(states()).toEqual(['acknowledged', 'acknowledged']);
    expect(flags()).toContain(acknowledgedFlag);
  });

  test('that comes twice, or for no letter of ours, changes nothing', async () => {
    const { outgoing, alice, states, messageId } = await sentWithBcc();
    outgoing.acknowledge(alice.id, { messageId, to: 'dave@example.org' });
    outgoing.acknowledge(alice.id, { messageId, to: 'dave@example.org' });
    outgoing.acknowledge(alice.id, { messageId: '<other@nym.test>', to: 'bob@example.org' });
    outgoing.acknowledge(alice.id, { messageId, to: 'eve@example.org' });
    expect(states()).toEqual(['handed-over', 'acknowledged']);
  });

  test('that is faster than the relay’s own answer is not lost, whatever that answer is then', async () => {
    const bridge = await aliceActive();
    const transport = {
      send: async () => {
        const messageId = bridge.store.outbox.list()[0]?.messageId ?? '';
        outgoing.acknowledge(bridge.alice.id, { messageId, to: 'bob@example.org' });
        return { result: 'unknown', reason: 'The connection broke.' } as const;
      },
      check: async () => ({ result: 'taken' }) as const,
    };
    const { outgoing, store, alice } = await openStreetOut({ bridge, transports: { smtp: transport } });
    await outgoing.submit(submitted(mailText(usual)));
    await outgoing.workOff();
    const [row] = store.outbox.list();
    expect(row?.state).toBe('acknowledged');
    expect(row && store.outbox.payload(row.id)).toBeUndefined();
    expect(mailsIn(store, alice.id, 'INBOX')).toEqual([]);
    expect(store.outbox.sentSince(alice.id, 0, Infinity, [])).toBe(1);
  });

  test('is for the letter to that very address, not for one to an address that ends it', async () => {
    const { outgoing, store, alice } = await openStreetOut({});
    await outgoing.submit(submitted(mailText(usual), ['ann@example.org', 'joann@example.org']));
    await outgoing.workOff();
    const messageId = store.outbox.list()[0]?.messageId ?? '';
    outgoing.acknowledge(alice.id, { messageId, to: 'Jo Ann <joann@example.org>' });
    expect(
      store.outbox
        .list()
        .map(({ recipients, state }) => `${recipients.join()} ${state}`)
        .sort(),
    ).toEqual(['ann@example.org handed-over', 'joann@example.org acknowledged']);
  });

  test('proves that a letter thought lost was sent', async () => {
    const unknown = { result: 'unknown', reason: 'The connection broke.' } as const;
    const { outgoing, store, alice } = await openStreetOut({ answers: [unknown] });
    await outgoing.submit(submitted(mailText(usual)));
    await outgoing.workOff();
    const messageId = store.outbox.list()[0]?.messageId ?? '';
    outgoing.acknowledge(alice.id, { messageId, to: 'bob@example.org' });
    expect(store.outbox.list()[0]?.state).toBe('acknowledged');
  });
});

describe("a client's own copy of a sent mail", () => {
  test('is found in Sent by the Message-ID the client had given', async () => {
    const { outgoing, alice, store, sent } = await sentWithBcc();
    const uid = outgoing.filedCopy(alice.id, '<own@client>', sent.id);
    expect(uid).toBe(store.mail.messages.snapshot(sent.id)?.messages.uids[0]);
    expect(outgoing.filedCopy(alice.id, '<never-sent@client>', sent.id)).toBeUndefined();
  });

  test('is nowhere else: another mailbox for sent mail has mails of its own under such UIDs', async () => {
    const { outgoing, alice, store } = await sentWithBcc();
    const other = store.mail.mailboxes.create(alice.id, 'Sent Items', 0, '\\Sent');
    expect(outgoing.filedCopy(alice.id, '<own@client>', other)).toBeUndefined();
  });

  test('counts as new once the bridge has none any more', async () => {
    const { outgoing, alice, store, sent } = await sentWithBcc();
    const uid = outgoing.filedCopy(alice.id, '<own@client>', sent.id);
    if (uid !== undefined) store.mail.messages.expunge(sent.id, [uid]);
    expect(outgoing.filedCopy(alice.id, '<own@client>', sent.id)).toBeUndefined();
  });
});
