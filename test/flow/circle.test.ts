import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { alice, bob, type Circle, openCircle } from '../support/circle';
import { login, readMailbox, submit, until, untilActive } from '../support/mailClient';
import { end, type Serving } from '../support/program';

const sentence = 'The quick panda jumps over the lazy operator';
const subject = 'a very telling subject';

describe('a letter makes the whole circle', () => {
  let circle: Circle;
  let serving: Serving;

  beforeAll(async () => {
    circle = await openCircle();
    serving = await circle.home.serve();
  });
  afterAll(() => circle.remove());

  test('the nym server confirms the nym, and the mailbox says so', async () => {
    const confirmed = await untilActive(circle);
    expect(confirmed).toMatchObject({
      events: [
        { from: 'draft', to: 'requested' },
        { from: 'requested', to: 'active' },
      ],
    });
  });

  test('Bob gets the letter once, from the pseudonym, without a trace of the mail client', async () => {
    expect(await submit(circle, serving, { subject, text: sentence })).toMatch(/^250/);
    const mail = await until('the letter outside', () => circle.world.outside.received[0]);
    const text = mail.source.toString('latin1');
    expect(text).toMatch(/^From: (?:"Panda Bear"|Panda Bear) <panda@nym\.test>$/m);
    expect(text).toMatch(/^Message-ID: <[a-z]{10}\.[a-z]{6}@nym\.test>$/im);
    expect(text).not.toMatch(/nodemailer|127\.0\.0\.1|localhost/i);
    expect(circle.world.outside.received).toHaveLength(1);
    expect(mail.to).toBe(bob);
  });

  test('his answer is in INBOX, with the signature of the nym server found good', async () => {
    const client = await login(circle, serving);
    const [answer] = await until('the answer', async () => {
      const messages = await readMailbox(client, 'INBOX');
      return messages.length > 0 ? messages : undefined;
    });
    expect(answer).toMatchObject({ subject: `Re: ${subject}` });
    expect(answer?.source).toContain(sentence);
    expect(answer?.source).toMatch(/^X-Nymbridge-\w+: .*good/im);
    await client.logout();
  });

  test('the Sent copy bears the Message-ID that Bob has seen, and the receipt marks it', async () => {
    const client = await login(circle, serving);
    const outside = /^Message-ID: (.*)$/im.exec(circle.world.outside.received[0]?.source.toString('latin1') ?? '')?.[1];
    const sent = await until('the receipt', async () => {
      const [copy] = await readMailbox(client, 'Sent');
      return copy?.flags.includes('$Acknowledged') === true ? copy : undefined;
    });
    expect(sent.source).toContain(outside?.trim());
    expect((await readMailbox(client, 'Sent')).length).toBe(1);
    await client.logout();
  });

  test('a second run on the same data is refused, and the first goes on', async () => {
    const second = await circle.home.run('run');
    expect(second.status).toBe(1);
    expect(second.error).toMatch(/running/);
    const client = await login(circle, serving);
    await client.logout();
  });

  test('nothing readable is on disk: not a sentence, a subject, a correspondent or the nym', async () => {
    const files = readdirSync(circle.home.data, { recursive: true, encoding: 'utf8' });
    expect(files).toEqual(expect.arrayContaining(['nymbridge.db', 'vault.json']));
    for (const file of files) {
      const bytes = readFileSync(join(circle.home.data, file));
      for (const secret of [sentence, subject, alice, bob, 'nym.test', 'BEGIN PGP', circle.password]) {
        expect({ file, secret, found: bytes.includes(secret) }).toEqual({ file, secret, found: false });
      }
    }
  });

  test('SIGTERM ends it with status 0, and what the mail client did is there afterwards', async () => {
    const client = await login(circle, serving);
    const lock = await client.getMailboxLock('INBOX');
    await client.messageFlagsAdd('1', ['\\Flagged', 'important']);
    lock.release();
    expect(await end(serving.child, 'SIGTERM')).toBe(0);
    serving = await circle.home.serve();
    const again = await login(circle, serving);
    const [kept] = await readMailbox(again, 'INBOX');
    expect(kept?.flags).toEqual(expect.arrayContaining(['\\Flagged', 'important']));
    await again.logout();
  });

  test('a wrong passphrase opens nothing', async () => {
    const file = join(circle.home.folder, 'wrong');
    writeFileSync(file, 'incorrect horse\n');
    const { status, out, error } = await circle.home.run('--passphrase-file', file, 'status');
    expect({ status, out }).toEqual({ status: 1, out: '' });
    expect(error).toMatch(/passphrase/);
  });
});
