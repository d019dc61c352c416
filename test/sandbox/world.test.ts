import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { silentLog } from '../../src/base/log';
import { writeCreation } from '../../src/protocol/nymserv';
import { seal } from '../../src/protocol/openpgp';
import type { World, WorldEvent } from '../../src/sandbox';
import { group, startWorld } from '../../src/sandbox';
import { TestClock } from '../support/clock';
import { secretKey } from '../support/keys';
import { readArticle } from '../support/nymServer';
import { seededRandom } from '../support/random';

let world: World;
let events: WorldEvent[];
const clock = new TestClock();

beforeEach(async () => {
  events = [];
  const onEvent = (event: WorldEvent) => void events.push(event);
  const serverKey = await secretKey('server');
  world = await startWorld({ clock, random: seededRandom('world'), log: silentLog, serverKey, onEvent });
});
afterEach(async () => {
  await world.stop();
});

/** Hands a mail to the relay by SMTP, as the bridge does. */
async function mailTo(to: string | string[], raw: Buffer | string): Promise<void> {
  const transport = createTransport({ host: world.relay.host, port: world.relay.port });
  await transport.sendMail({ envelope: { from: 'relay@example.net', to }, raw });
  transport.close();
  await world.settled();
}

/** Seals as Alice would and sends. */
async function ask(local: string, payload: Buffer | string, signed: boolean): Promise<void> {
  const alice = await secretKey('alice');
  const wishes = { payload: Buffer.from(payload), recipients: [world.serverKey], now: new Date(clock.now()) };
  const body = await seal({ ...wishes, ...(signed ? { signer: alice } : {}) });
  await mailTo(`${local}@nym.test`, Buffer.concat([Buffer.from('Subject: x\r\n\r\n'), body]));
}

function articles(): Buffer[] {
  return [...(world.news.spool.group(group)?.articles.values() ?? [])].map(({ source }) => source);
}

describe('the world', () => {
  test('a letter goes the whole way: relay, nym server, Bob, nym server, newsgroup', async () => {
    const alice = await secretKey('alice');
    await ask('config', writeCreation({ hsub: 'panda' }, alice.publicKey.armored()), false);
    await ask('send', 'To: bob@example.org\nSubject: hello\n\nHello Bob\n', true);
    const read = await Promise.all(articles().map((article) => readArticle(article, [alice])));
    expect(read.map(({ reply }) => reply.kind).sort()).toEqual(['created', 'mail', 'receipt']);
    expect(read.find(({ reply }) => reply.kind === 'mail')?.text).toContain('Subject: Re: hello\n');
    expect(world.outside.received).toHaveLength(1);
    expect(events.filter((event) => event === 'request taken')).toHaveLength(2);
    expect(events.filter((event) => event === 'article posted')).toHaveLength(3);
  });

  test('one mail to two people reaches both', async () => {
    await mailTo(['bob@example.org', 'carol@example.org'], 'From: nobody@nym.test\r\n\r\nx\r\n');
    expect(world.outside.received.map(({ to }) => to)).toEqual(['bob@example.org', 'carol@example.org']);
  });

  test('mail arrives with LF line ends and its bytes as they were', async () => {
    await mailTo('bob@example.org', Buffer.from('Subject: x\r\n\r\n.dot\r\n\xfc\r\n', 'latin1'));
    expect(world.outside.received[0]?.source.toString('latin1')).toBe('Subject: x\n\n.dot\n\xfc\n');
  });

  test('stops with a client still connected', async () => {
    const transport = createTransport({ host: world.relay.host, port: world.relay.port, pool: true });
    await transport.sendMail({
      envelope: { from: 'a@example.net', to: 'bob@example.org' },
      raw: 'Subject: x\r\n\r\nx',
    });
    await world.stop();
    transport.close();
    expect(world.outside.received).toHaveLength(1);
  });
});
