import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { writeCreation } from '../../src/protocol/nymserv';
import { seal } from '../../src/protocol/openpgp';
import { group } from '../../src/sandbox';
import { secretKey } from '../support/keys';
import { startMixWorld, type MixWorld } from '../support/mixWorld';
import { readArticle } from '../support/nymServer';

// Alice's requests by a chain of remailers, and the answers in the newsgroup.

const chains = {
  yamn: { create: 'hazel,*,cedar', send: '*,*,*' },
  mixmaster: { create: 'rowan,*,maple', send: '*,*,*' },
} as const;

describe.each(['yamn', 'mixmaster'] as const)('by a chain of %s', (kind) => {
  let here: MixWorld;
  beforeEach(async () => {
    here = await startMixWorld({ kinds: [kind], largeBits: 2048 });
  });
  afterEach(() => here.world.stop());

  /** The mail that the nym server reads, sealed as the bridge seals it. */
  async function request(local: string, payload: Buffer | string, signed: boolean): Promise<string> {
    const signer = signed ? { signer: await secretKey('alice') } : {};
    const recipients = [here.world.serverKey];
    const body = await seal({ payload: Buffer.from(payload), recipients, now: new Date(here.clock.now()), ...signer });
    return `To: ${local}@nym.test\nSubject: x\n\n${body.toString('latin1')}`;
  }

  async function creation(): Promise<string> {
    const alice = await secretKey('alice');
    return request('config', writeCreation({ hsub: 'panda' }, alice.publicKey.armored()), false);
  }

  /** What Alice's nym has been sent, by its kind. */
  async function answers(): Promise<string[]> {
    const alice = await secretKey('alice');
    const articles = [...(here.world.news.spool.group(group)?.articles.values() ?? [])];
    const read = await Promise.all(articles.map(({ source }) => readArticle(source, [alice])));
    return read.map(({ reply }) => reply.kind);
  }

  test('a request that goes in three copies is done once', async () => {
    await here.mail(kind, here.pack(kind, chains[kind].create, await creation(), 3));
    await here.pass(4);
    expect(await answers()).toEqual(['created']);
  });

  test('a letter comes to Bob once, and his answer to Alice, although each packet is played again at its entry', async () => {
    await here.mail(kind, here.pack(kind, chains[kind].create, await creation()));
    await here.pass(3);
    const letter = await request('send', 'To: bob@example.org\nSubject: hello\n\nHello Bob\n', true);
    const packets = here.pack(kind, chains[kind].send, letter);
    await here.mail(kind, packets);
    await here.mail(kind, packets);
    await here.pass(3);
    await here.mail(kind, packets);
    await here.pass(3);
    expect(here.world.outside.received.map(({ from, to }) => [from, to])).toEqual([
      ['panda@nym.test', 'bob@example.org'],
    ]);
    expect((await answers()).sort()).toEqual(['created', 'mail', 'receipt']);
  });

  test('a remailer that is killed loses the request that it held, and the same request goes by it afterwards', async () => {
    const lost = await creation();
    await here.mail(kind, here.pack(kind, chains[kind].create, lost));
    expect(here.mix.remailers[kind].map((one) => one.kill())).toEqual([0, 0, 0, 1]);
    await here.pass(4);
    expect(await answers()).toEqual([]);
    await here.mail(kind, here.pack(kind, chains[kind].create, lost));
    await here.pass(3);
    expect(await answers()).toEqual(['created']);
  });
});
