import { beforeAll, describe, expect, test } from '@jest/globals';
import { createState } from '../../../src/protocol/ephemeral';
import type { Options } from '../../../src/protocol/nymserv';
import { matchesHsub, writeConfig, writeCreation } from '../../../src/protocol/nymserv';
import type { SecretKey } from '../../../src/protocol/openpgp';
import { Side } from '../../protocol/ephemeral/sides';
import { secretKey } from '../../support/keys';
import type { ReadArticle } from '../../support/nymServer';
import { readArticle, startNymServer } from '../../support/nymServer';
import { seededRandom } from '../../support/random';

let alice: SecretKey;
let carol: SecretKey;
beforeAll(async () => {
  [alice, carol] = await Promise.all([secretKey('alice'), secretKey('carol')]);
});

/** Alice's side of a layer, and the options that begin it. */
function newLayer(ephemeral: string) {
  const random = seededRandom(ephemeral);
  const { state, ratchet } = createState(ephemeral, random);
  return { panda: new Side(state, random), options: { ephemeral, ratchet } };
}

/** A server where Alice has made panda@nym.test with a layer; its answer is not opened yet. */
async function withPanda(more: Options = {}) {
  const bench = await startNymServer();
  const { panda, options } = newLayer('gum tree');
  const payload = writeCreation({ hsub: 'panda', ...options, ...more }, alice.publicKey.armored());
  const [created] = await bench.ask('config', payload);
  const mail = async (text: string) =>
    (await bench.mail('panda@nym.test', `From: bob@example.org\n\n${text}`, 'bob@example.org'))[0];
  return { bench, panda, options, created, mail };
}

/** What is in the article, all layers opened. */
async function openWith(panda: Side, article: Buffer | undefined, passphrases: string[] = []): Promise<ReadArticle> {
  if (!article) throw new Error('there is no article');
  const inner = await panda.read(article);
  const header = article.subarray(0, article.indexOf('\n\n') + 2);
  return readArticle(Buffer.concat([header, Buffer.from(inner, 'latin1')]), [alice], passphrases);
}

describe('a nym with an ephemeral layer', () => {
  test('gets all answers inside it, the first one too, its secrets among the settings', async () => {
    const { panda, options, created, bench } = await withPanda();
    await expect(readArticle(created, [alice])).rejects.toThrow();
    const read = await openWith(panda, created);
    expect(read.reply).toMatchObject({ kind: 'created', settings: { hsub: 'panda', ...options } });
    expect(read.signature.verdict).toBe('good');
    expect(matchesHsub(read.subject, 'panda')).toBe(true);
    const [listed] = await bench.ask('config', writeConfig({}), alice);
    expect((await openWith(panda, listed)).reply).toMatchObject({ kind: 'changed', settings: options });
    const [deleted] = await bench.ask('config', writeConfig({ delete: true }), alice);
    expect((await openWith(panda, deleted)).reply).toMatchObject({ kind: 'deleted' });
  });

  test('has the symmetric layer within it, and within that the message with its key id', async () => {
    const { panda, created } = await withPanda({ symmetric: 'bamboo' });
    const both = await openWith(panda, created, ['bamboo']);
    expect(both.layers.map(({ kind }) => kind)).toEqual(['symmetric', 'public-key']);
    const plain = await withPanda();
    const { layers } = await openWith(plain.panda, plain.created);
    expect(layers).toMatchObject([{ kind: 'public-key', recipientKeyIds: [expect.stringMatching(/[1-9A-F]/)] }]);
  });

  test('gets mail that opens in any order, once, and whatever was lost on the way', async () => {
    const { panda, created, mail } = await withPanda();
    const [one, , three, four] = [await mail('one'), await mail('lost'), await mail('three'), await mail('four')];
    for (const [article, text] of [
      [three, 'three'],
      [created, 'Congratulations!'],
      [four, 'four'],
      [one, 'one'],
    ] as const)
      expect((await openWith(panda, article)).text).toContain(text);
    expect(await panda.read(three ?? Buffer.alloc(0))).toBe('duplicate');
  });

  test('does not keep the layer of a nym that has none', async () => {
    const { bench } = await withPanda();
    const [article] = await bench.ask('config', writeCreation({ hsub: 'koala' }, carol.publicKey.armored()));
    expect((await readArticle(article, [carol])).reply.kind).toBe('created');
    await bench.ask('send', 'To: bob@example.org\n\nHello', carol);
    expect(bench.outgoing).toHaveLength(1);
  });
});

describe('a letter', () => {
  const letter = (text: string) => `To: bob@example.org\nSubject: Hello\n\n${text}\n`;

  test('inside the layer goes out, and its receipt and what follows are inside the next one', async () => {
    const { bench, panda, created, mail } = await withPanda();
    await openWith(panda, created);
    for (const text of ['one', 'two', 'three']) {
      const [receipt] = await bench.ask('send', await panda.write(letter(text)), alice);
      expect(bench.outgoing.at(-1)?.source.toString()).toContain(`\n\n${text}\n`);
      expect((await openWith(panda, receipt)).reply).toMatchObject({ kind: 'receipt', to: 'bob@example.org' });
      expect((await openWith(panda, await mail(`Re: ${text}`))).text).toContain(`Re: ${text}`);
    }
    expect(bench.server.doings.refused).toEqual([]);
  });

  test('before the first answer came goes out too, and so does one that was overtaken', async () => {
    const { bench, panda, created } = await withPanda();
    const [first, second] = [await panda.write(letter('first')), await panda.write(letter('second'))];
    await bench.ask('send', second, alice);
    await bench.ask('send', first, alice);
    const sent = bench.outgoing.map(({ source }) => source.toString().trimEnd().split('\n').at(-1));
    expect(sent).toEqual(['second', 'first']);
    expect((await openWith(panda, created)).reply.kind).toBe('created');
  });

  test('without the layer is not sent, and breaks the server for everybody', async () => {
    const { bench, mail } = await withPanda();
    expect(await bench.ask('send', letter('bare'), alice)).toEqual([]);
    expect(bench.outgoing).toEqual([]);
    expect(bench.server.doings.refused).toEqual(['a letter outside the ephemeral layer of its nym']);
    expect(bench.server.wedged).toBe('a letter outside the ephemeral layer of its nym');
    expect(await mail('Are you there?')).toBeUndefined();
  });

  test('with a block somewhere in its text is a letter without the layer', async () => {
    const { bench, panda } = await withPanda();
    const block = (await panda.write(letter('inside'))).toString();
    await bench.ask('send', letter(block), alice);
    expect(bench.outgoing).toEqual([]);
    expect(bench.server.wedged).toBeDefined();
  });

  test('that comes twice is sent once, and one in another layer not at all', async () => {
    const { bench, panda } = await withPanda();
    const block = await panda.write(letter('once'));
    await bench.ask('send', block, alice);
    await bench.ask('send', block, alice);
    await bench.ask('send', await newLayer('another tree').panda.write(letter('never')), alice);
    expect(bench.outgoing).toHaveLength(1);
    expect(bench.server.doings.refused).toEqual([
      'a letter whose ephemeral layer was opened before',
      'a letter whose ephemeral layer does not open',
    ]);
    expect(bench.server.wedged).toBeUndefined();
  });
});

describe('a change', () => {
  test('of something else leaves the layer as it is', async () => {
    const { bench, panda, created } = await withPanda();
    await openWith(panda, created);
    const [changed] = await bench.ask('config', writeConfig({ acksend: false }), alice);
    expect((await openWith(panda, changed)).reply).toMatchObject({ kind: 'changed', settings: { acksend: 'False' } });
  });

  test('of both options begins a new layer, which the answer is in; what was sent before opens still in the old one', async () => {
    const { bench, panda, created, mail } = await withPanda();
    await openWith(panda, created);
    const late = await mail('late');
    const next = newLayer('bamboo grove');
    const [changed] = await bench.ask('config', writeConfig(next.options), alice);
    expect((await openWith(next.panda, changed)).reply).toMatchObject({ kind: 'changed', settings: next.options });
    expect((await openWith(panda, late)).text).toContain('late');
    expect(await panda.read((await mail('new')) ?? Buffer.alloc(0))).toBe('no-key');
    await bench.ask('send', await next.panda.write('To: bob@example.org\n\nHello'), alice);
    expect(bench.outgoing).toHaveLength(1);
  });

  test('to the same values begins a new layer too: what follows opens only with the state that the first one began with', async () => {
    const { bench, panda, options, created } = await withPanda();
    await openWith(panda, created);
    const [again] = await bench.ask('config', writeConfig(options), alice);
    expect(await panda.read(again ?? Buffer.alloc(0))).toBe('duplicate');
    expect((await openWith(newLayer('gum tree').panda, again)).reply.kind).toBe('changed');
  });

  test('gives a layer to a nym that had none, and takes it away', async () => {
    const bench = await startNymServer();
    await bench.ask('config', writeCreation({ hsub: 'panda' }, alice.publicKey.armored()));
    const { panda, options } = newLayer('gum tree');
    const [changed] = await bench.ask('config', writeConfig(options), alice);
    expect((await openWith(panda, changed)).reply).toMatchObject({ kind: 'changed', settings: options });
    const [ended] = await bench.ask('config', writeConfig({ ephemeral: null, ratchet: null }), alice);
    expect((await readArticle(ended, [alice])).reply).toMatchObject({ settings: { ephemeral: 'False' } });
  });

  test('with a key that is none is met with silence', async () => {
    const { bench, panda, created } = await withPanda();
    await openWith(panda, created);
    expect(await bench.ask('config', 'ephemeral: bamboo grove\nratchet: panda\n', alice)).toEqual([]);
    const [listed] = await bench.ask('config', writeConfig({}), alice);
    expect((await openWith(panda, listed)).reply).toMatchObject({ settings: { ephemeral: 'gum tree' } });
  });
});

test('a server that knows no layers ignores the options of them, without a word', async () => {
  const bench = await startNymServer({ knowsLayers: false });
  const { options } = newLayer('gum tree');
  const payload = writeCreation({ hsub: 'panda', name: 'Panda Bear', ...options }, alice.publicKey.armored());
  const { reply } = await readArticle((await bench.ask('config', payload))[0], [alice]);
  expect(reply).toMatchObject({ kind: 'created', settings: { hsub: 'panda' } });
  expect(Object.keys(reply.kind === 'created' ? reply.settings : {})).toEqual([
    'address',
    'created',
    'fingerprint',
    'hsub',
  ]);
  await bench.ask('config', writeConfig(options), alice);
  expect(bench.server.settingsOf('panda@nym.test')).not.toHaveProperty('modified');
});
