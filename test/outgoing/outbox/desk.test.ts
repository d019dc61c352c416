import { describe, expect, test } from '@jest/globals';
import { cancel, isDoubtful, retry } from '../../../src/outgoing/outbox';
import type { OutboxId, OutboxState, Store } from '../../../src/store';
import { mailText, submitted, usual } from '../../support/letters';
import { aliceDraft, start } from '../../support/nyms';
import { flagsIn, mailsIn, openStreetOut } from '../../support/outgoing';

// What a letter's writer may still do with it: take it back, or send it once more, and never twice without knowing.

const never = { result: 'never', reason: 'The relay refused: 550' } as const;
const unknown = { result: 'unknown', reason: 'The connection broke.' } as const;
const later = { result: 'later', reason: 'The relay is away.' } as const;

async function oneLetter(more: Parameters<typeof openStreetOut>[0] = {}) {
  const street = await openStreetOut(more);
  await street.outgoing.submit(submitted(mailText(usual)));
  return { ...street, id: firstOf(street.store) };
}

function firstOf(store: Store): OutboxId {
  const [row] = store.outbox.list();
  if (!row) throw new Error('the outbox is empty');
  return row.id;
}

/** A letter in that state, by hand. */
async function letterIn(state: OutboxState) {
  const street = await oneLetter();
  if (state !== 'queued') street.store.outbox.move(street.id, 'queued', state, start);
  return street;
}

describe('taking a letter back', () => {
  test('keeps it from going, and brings its words from Sent to Drafts', async () => {
    const { store, alice, outgoing, parcels, id } = await oneLetter();
    const [sent] = mailsIn(store, alice.id, 'Sent');
    cancel(store, start, id);
    await outgoing.workOff();
    expect(parcels).toEqual([]);
    expect(mailsIn(store, alice.id, 'Sent')).toEqual([]);
    expect(mailsIn(store, alice.id, 'Drafts')).toEqual([sent]);
    expect(flagsIn(store, alice.id, 'Drafts')).toEqual([['\\Draft', '\\Seen']]);
    expect(store.outbox.payload(id)).toBeUndefined();
  });

  test('leaves the copy in Sent as long as another letter of the same mail goes', async () => {
    const { store, alice, outgoing } = await openStreetOut();
    await outgoing.submit(submitted(mailText(usual), ['bob@example.org', 'carol@example.org']));
    const [first, second] = store.outbox.list();
    if (!first || !second) throw new Error('two letters were expected');
    cancel(store, start, first.id);
    expect(mailsIn(store, alice.id, 'Drafts')).toEqual([]);
    cancel(store, start, second.id);
    expect(mailsIn(store, alice.id, 'Drafts')).toHaveLength(1);
  });

  test('leaves alone a copy that the writer has moved out of Sent', async () => {
    const { store, alice, id } = await oneLetter();
    const box = (name: string) => store.mail.mailboxes.byName(alice.id, name)?.id;
    const [sent, archive] = [box('Sent'), box('Archive')];
    if (!sent || !archive) throw new Error('no such mailbox');
    store.mail.messages.move(sent, store.mail.messages.snapshot(sent)?.messages.uids ?? [], archive, 5);
    cancel(store, start, id);
    expect(mailsIn(store, alice.id, 'Archive')).toHaveLength(1);
  });

  test('of one that has failed takes its text out of the outbox', async () => {
    const { store, outgoing, id, alice } = await oneLetter({ answers: [never] });
    await outgoing.workOff();
    cancel(store, start, id);
    expect(store.outbox.payload(id)).toBeUndefined();
    expect(flagsIn(store, alice.id, 'Drafts')).toEqual([['\\Draft', '\\Seen']]);
  });

  test('of web pages that were wished for ends the waiting for them', async () => {
    const { store, outgoing, alice } = await openStreetOut();
    await outgoing.url(alice, { urls: ['http://example.org/'] });
    cancel(store, start, firstOf(store));
    expect(store.pages.of(alice.id)).toEqual([]);
  });

  test.each<[OutboxState, string]>([
    ['sending', 'Letter 1 cannot be taken back: it is being handed over just now.'],
    ['handed-over', 'Letter 1 cannot be taken back: it has been handed over.'],
    ['acknowledged', 'the nym server says that it has sent it.'],
    ['cancelled', 'it has been already.'],
  ])('that is %s is refused, and changes nothing', async (state, sentence) => {
    const { store, id } = await letterIn(state);
    expect(() => {
      cancel(store, start, id);
    }).toThrow(sentence);
    expect(store.outbox.list()[0]?.state).toBe(state);
  });

  test('is refused for what the state of the nym rests on', async () => {
    const { nyms, store, alice } = await aliceDraft();
    const { outgoing } = await openStreetOut({ bridge: { nyms, store, alice, server: alice.server } });
    await outgoing.create(alice);
    expect(() => {
      cancel(store, start, firstOf(store));
    }).toThrow('"nymbridge nym delete ADDRESS" ends that.');
  });

  test('of a number that nobody has is refused by a sentence', async () => {
    const { store } = await oneLetter();
    expect(() => {
      cancel(store, start, 99 as OutboxId);
    }).toThrow('There is no letter 99 in the outbox. "nymbridge outbox list --all" shows those there are.');
  });
});

describe('sending a letter once more', () => {
  test('goes as it was written, under the same Message-ID, where it was refused', async () => {
    const { store, outgoing, parcels, id, alice } = await oneLetter({ answers: [never] });
    const written = store.outbox.payload(id);
    await outgoing.workOff();
    expect(isDoubtful(store, id)).toBe(false);
    retry(store, start, id, false);
    expect(store.outbox.payload(id)).toEqual(written);
    expect(flagsIn(store, alice.id, 'Sent')).toEqual([['\\Seen']]);
    await outgoing.workOff();
    expect(parcels).toHaveLength(2);
    expect(store.outbox.list()[0]).toMatchObject({ state: 'handed-over', attempts: 1 });
  });

  test('needs a word more where it may have gone: the server sends both', async () => {
    const { store, outgoing, parcels, id } = await oneLetter({ answers: [unknown] });
    await outgoing.workOff();
    expect(isDoubtful(store, id)).toBe(true);
    expect(() => {
      retry(store, start, id, false);
    }).toThrow('may have been sent already');
    retry(store, start, id, true);
    await outgoing.workOff();
    expect(parcels).toHaveLength(2);
  });

  test('does not wait out the pause, nor the pool', async () => {
    const { store, outgoing, parcels, id } = await oneLetter({ answers: [later] });
    await outgoing.workOff();
    retry(store, start, id, false);
    await outgoing.workOff();
    expect(parcels).toHaveLength(2);
  });

  test('does not go past the daily limit: the server would stop sending for good', async () => {
    const { store, outgoing, parcels } = await openStreetOut({ dailyLimit: 1 });
    await outgoing.submit(submitted(mailText(usual)));
    await outgoing.submit(submitted(mailText(usual)));
    await outgoing.workOff();
    for (const { id } of store.outbox.list(['queued'])) retry(store, start, id, false);
    await outgoing.workOff();
    expect(parcels).toHaveLength(1);
  });

  test.each<[OutboxState, string]>([
    ['held', 'it waits until the nym server has confirmed the nym'],
    ['sending', 'it is being handed over just now.'],
    ['handed-over', 'the nym server sends every copy it gets.'],
    ['acknowledged', 'the nym server says that it has sent it.'],
    ['cancelled', 'its text is among the drafts.'],
  ])('that is %s is refused, and changes nothing', async (state, sentence) => {
    const { store, id } = await letterIn(state);
    expect(() => {
      retry(store, start, id, true);
    }).toThrow(sentence);
    expect(store.outbox.list()[0]?.state).toBe(state);
  });
});
