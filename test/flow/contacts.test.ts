import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readArticle } from '../../src/incoming/article';
import { decodeBody, readStructure } from '../../src/protocol/mime';
import { open, readPublicKey } from '../../src/protocol/openpgp';
import type { PublicKey } from '../../src/protocol/openpgp';
import { group } from '../../src/sandbox';
import { alice, bob, type Circle, openCircle } from '../support/circle';
import { publicKey, secretKey } from '../support/keys';
import { login, readMailbox, submit, until, untilActive } from '../support/mailClient';
import { entity, inlineToAlice, pgpMimeToAlice, sealedToAlice } from '../support/pgpMail';
import type { Serving } from '../support/program';

// Alice and Bob have each other's keys: what they write, the nym server carries and cannot read.

let circle: Circle;
let serving: Serving;
let herKey: PublicKey;

beforeAll(async () => {
  circle = await openCircle();
  const bobs = join(circle.home.folder, 'bob.asc');
  writeFileSync(bobs, (await publicKey('bob')).armored());
  await must('contact', 'add', bobs, '--sign', '--fingerprint', (await publicKey('bob')).fingerprint);
  herKey = await readPublicKey(Buffer.from(await must('nym', 'key', alice)));
  serving = await circle.home.serve();
  await untilActive(circle);
});
afterAll(() => circle.remove());

async function must(...words: string[]): Promise<string> {
  const { status, out } = await circle.home.run(...words);
  expect(status).toBe(0);
  return out;
}

async function inboxUntil(count: number): Promise<string[]> {
  const client = await login(circle, serving);
  const mails = await until(`mail ${count}`, async () => {
    const found = await readMailbox(client, 'INBOX');
    return found.length >= count ? found : undefined;
  });
  await client.logout();
  return mails.map(({ source }) => source);
}

const bobWrites = (source: Buffer) => {
  circle.world.deliver({ from: bob, to: alice, source });
};

test('her letter is for Bob alone, and signed by her', async () => {
  expect(await submit(circle, serving, { subject: 'lunch', text: 'at noon, by the bamboo' })).toMatch(/^250/);
  const { source } = await until('the letter', () => circle.world.outside.received[0]);
  expect(source.toString('latin1')).not.toContain('bamboo');
  const data = readStructure(source).root.parts[1];
  if (!data) throw new Error('the letter is not encrypted');
  const armor = decodeBody(data, source.subarray(data.bodyStart, data.bodyEnd));
  const wishes = { keys: [await secretKey('bob')], passphrases: [], signers: [herKey], now: new Date() };
  const { plaintext, signature } = await open(armor, wishes);
  expect(plaintext.toString()).toContain('at noon, by the bamboo');
  expect(signature).toMatchObject({ verdict: 'good' });
  // the world answers what it gets, and has to quote what it cannot read
  await inboxUntil(1);
});

test('his answer is readable in her mailbox, and the verdict says that it is his', async () => {
  const signer = await secretKey('bob');
  const now = new Date();
  const recipients = [herKey];
  bobWrites(
    pgpMimeToAlice(await sealedToAlice(entity('I bring the tea'), { signer, recipients, now }), {
      subject: 'Re: lunch',
    }),
  );
  const mail = (await inboxUntil(2))[1]?.replace(/\r\n[ \t]/g, ' ');
  expect(mail).toMatch(/\r\n\r\nI bring the tea\s*$/);
  expect(mail).toMatch(
    /^X-Nymbridge-Encryption: opened; signature=good; contact=bob@example\.org; fingerprint=[0-9A-F]{40}/m,
  );
  expect(mail).not.toContain('BEGIN PGP');
});

test('a copy of her own article, mailed to her to see whether it opens, stays closed', async () => {
  const article = [...(circle.world.news.spool.group(group)?.articles.values() ?? [])].at(-1);
  const body = readArticle(article?.source ?? Buffer.alloc(0)).body;
  bobWrites(inlineToAlice(body, { subject: 'Is it you?' }));
  const mail = (await inboxUntil(3))[2]?.replace(/\r\n[ \t]/g, ' ');
  expect(mail).toMatch(/^X-Nymbridge-Encryption: not-opened; It is no letter/m);
  expect(mail).toContain('BEGIN PGP MESSAGE');
  expect(mail).not.toContain('I bring the tea');
});
