import { describe, expect, jest, test } from '@jest/globals';
import { readStructure } from '../../src/protocol/mime';
import { mailText, submitted, usual } from '../support/letters';
import { openParcel, openStreetOut } from '../support/outgoing';

type Street = Awaited<ReturnType<typeof openStreetOut>>;

/** Puts a mail into one of Alice's mailboxes. */
function file({ store, alice }: Street, mailbox: string, fields: readonly string[], arrived = false): void {
  const source = mailText(fields);
  const id = store.mail.mailboxes.byName(alice.id, mailbox)?.id;
  if (id === undefined) throw new Error(mailbox);
  const structure = JSON.stringify(readStructure(source));
  store.mail.messages.append(id, [{ source, structure, flags: [], internalDate: 0, arrived }]);
}

const delivered = 'X-Nymbridge-Nym: panda@nym.test';

/** The header of the letter that an answer with these fields becomes. */
async function answer(street: Street, ...fields: string[]): Promise<string> {
  await street.outgoing.submit(submitted(mailText([...usual, ...fields])));
  await street.outgoing.workOff();
  return (await openParcel(street.parcels.at(-1))).split('\n\n')[0] ?? '';
}

describe('a letter refers to', () => {
  test('the mail that it answers, and to what that refers to', async () => {
    const street = await openStreetOut();
    file(street, 'INBOX', [delivered, 'Message-ID: <two@example.org>', 'References: <one@example.org>'], true);
    const header = await answer(
      street,
      'In-Reply-To: <two@example.org>',
      'References: <one@example.org> <two@example.org>',
    );
    expect(header).toContain('\nIn-Reply-To: <two@example.org>');
    expect(header).toContain('\nReferences: <one@example.org> <two@example.org>');
  });

  test('mail from before it was noted what the nym server has brought: its own mark says so', async () => {
    const street = await openStreetOut();
    file(street, 'INBOX', [delivered, 'Message-ID: <two@example.org>']);
    const { messages } = street.store.mail;
    const read: typeof messages.readWithStructure = messages.readWithStructure.bind(messages);
    jest
      .spyOn(messages, 'readWithStructure')
      .mockImplementation((...asked) => read(...asked).map((row) => ({ ...row, arrived: null })));
    expect(await answer(street, 'In-Reply-To: <two@example.org>')).toContain('\nIn-Reply-To: <two@example.org>');
  });

  test("a letter of the nym's own by the name it went out with, never by the client's, which names the machine", async () => {
    const street = await openStreetOut();
    const first = await answer(street, 'Message-ID: <draft@alices-laptop.local>');
    const outside = /Message-ID: (\S+)/.exec(first)?.[1] ?? 'none';
    const header = await answer(street, 'In-Reply-To: <draft@alices-laptop.local>', `References: ${outside}`);
    expect(header).toContain(`\nIn-Reply-To: ${outside}`);
    expect(header).toContain(`\nReferences: ${outside}`);
    expect(header).not.toContain('laptop');
  });

  test.each<[string, string, string[], boolean]>([
    ['nothing that nobody has seen', 'INBOX', [], false],
    ['no draft of the client', 'Drafts', ['Message-ID: <secret@example.org>'], false],
    ["no mail copied here from the writer's other account", 'INBOX', ['Message-ID: <secret@example.org>'], false],
    [
      'no mail that came to another nym',
      'INBOX',
      ['X-Nymbridge-Nym: lion@nym.test', 'Message-ID: <secret@example.org>'],
      true,
    ],
    [
      'no mail from elsewhere whose sender has written the mark of the bridge into it',
      'INBOX',
      [delivered, 'Message-ID: <secret@example.org>'],
      false,
    ],
  ])('%s', async (_name, mailbox, fields, arrived) => {
    const street = await openStreetOut();
    file(street, mailbox, [...fields, 'Subject: x'], arrived);
    const header = await answer(street, 'In-Reply-To: <secret@example.org>', 'References: <secret@example.org>');
    expect(header).not.toMatch(/secret|In-Reply-To|References/);
  });
});
