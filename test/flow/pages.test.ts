import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mailsOf } from '../support/incoming';
import type { Lives } from '../support/lives';
import { day, hour, startLives } from '../support/lives';

let lives: Lives;

beforeEach(async () => {
  lives = await startLives();
  await lives.active();
  await lives.clock.advance(hour);
});
afterEach(() => lives.stop());

const subjects = async () =>
  mailsOf(lives.store, (await lives.nym()).id)
    .filter(({ mailbox }) => mailbox === 'INBOX')
    .map(({ text }) => /^Subject: (.*)$/m.exec(text)?.[1]?.trim());

const order = async (form: 'page' | 'text', ...urls: string[]) => {
  await lives.outgoing.url(await lives.nym(), { urls, form });
  await lives.handOver();
};

test('pages that never come are told of, once, after a week', async () => {
  await order('text', 'http://a.example/', 'http://b.example/');
  lives.mails.splice(0);
  await lives.pass(6 * day);
  expect(await subjects()).toEqual([]);
  await lives.pass(30 * day);
  expect(await subjects()).toEqual(['2 web pages did not come']);
});

test('an answer that comes after that is shown as the server sent it', async () => {
  await order('text', 'http://a.example/x.html');
  await lives.serve();
  const late = lives.articles.splice(0);
  await lives.pass(8 * day);
  lives.articles.push(...late);
  await lives.read();
  expect(await subjects()).toEqual(['A web page did not come', expect.stringMatching(/Web_page.*a=2Eexample/)]);
});

test('answers that come in another order, or twice, are each what was asked for, once', async () => {
  await order('text', 'http://a.example/x.html');
  await order('page', 'http://b.example/y.html');
  await lives.serve();
  lives.articles.reverse();
  lives.articles.push(
    ...lives.articles.map((one) =>
      Buffer.from(one.toString('latin1').replace(/^Message-ID: <\w/m, 'Message-ID: <z'), 'latin1'),
    ),
  );
  await lives.read();
  const mails = mailsOf(lives.store, (await lives.nym()).id).filter(({ mailbox }) => mailbox === 'INBOX');
  expect(mails.map(({ text }) => /^Content-(?:Location|Type): (.*)$/gm.exec(text)?.[1]?.trim())).toHaveLength(2);
  expect(mails.map(({ text }) => /^Content-Type: (.*)$/m.exec(text)?.[1]?.trim())).toEqual([
    'text/html; charset=utf-8',
    'text/plain; charset=utf-8',
  ]);
  await lives.pass(20 * day);
  expect(await subjects()).toHaveLength(2);
});

test('pages come although the nym they come to is over, for the server does not look who asks', async () => {
  await lives.outgoing.config(await lives.nym(), { delete: true });
  await lives.handOver();
  await lives.serve();
  await lives.read();
  expect(await lives.state()).toBe('deleted');
  await order('page', 'http://a.example/');
  await lives.serve();
  await lives.read();
  expect(await subjects()).toEqual(['Web page: http://a.example/']);
});
