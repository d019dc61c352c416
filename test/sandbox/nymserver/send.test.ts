import { beforeAll, describe, expect, test } from '@jest/globals';
import { writeConfig, writeCreation } from '../../../src/protocol/nymserv';
import type { SecretKey } from '../../../src/protocol/openpgp';
import { secretKey } from '../../support/keys';
import { readArticle, startNymServer } from '../../support/nymServer';

let alice: SecretKey;
let carol: SecretKey;
beforeAll(async () => {
  [alice, carol] = await Promise.all([secretKey('alice'), secretKey('carol')]);
});

async function withNyms(options: { dailyLimit?: number } = {}) {
  const bench = await startNymServer(options);
  await bench.ask('config', writeCreation({ hsub: 'panda' }, alice.publicKey.armored()));
  await bench.ask('config', writeCreation({ hsub: 'koala' }, carol.publicKey.armored()));
  return bench;
}

describe('a letter', () => {
  test('goes out from the nym whatever it says, with a receipt that names what the world will see', async () => {
    const bench = await withNyms();
    const letter = 'From: Panda Bear <alice@home.example>\nTo: bob@example.org\nX-Mailer: tell-tale\n\nHello\n';
    const receipts = await bench.ask('send', letter, alice);
    const sent = bench.outgoing[0]?.source.toString();
    expect(sent).toMatch(/^From: Panda Bear <panda@nym\.test>$/m);
    expect(sent).toMatch(/^X-Mailer: tell-tale$/m);
    expect(sent).toMatch(/^Subject: No Subject$/m);
    expect(sent).not.toContain('home.example');
    const { reply } = await readArticle(receipts[0], [alice]);
    expect(reply).toMatchObject({ kind: 'receipt', to: 'bob@example.org', subject: 'No Subject' });
    expect(sent).toContain(`Message-ID: ${reply.kind === 'receipt' ? reply.messageId : '?'}\n`);
  });

  test('keeps the Message-ID and Date it has', async () => {
    const bench = await withNyms();
    const date = 'Sat, 21 Nov 2026 10:00:00 +0000';
    await bench.ask('send', `To: bob@example.org\nMessage-ID: <given@nym.test>\nDate: ${date}\n\nHello\n`, alice);
    expect(bench.outgoing[0]?.source.toString()).toContain(`Message-ID: <given@nym.test>\nDate: ${date}\n`);
    expect(bench.server.doings.letters).toEqual(['<given@nym.test>']);
  });

  test('given twice goes out twice: there is no protection against replays', async () => {
    const bench = await withNyms();
    const letter = 'To: bob@example.org\nMessage-ID: <given@nym.test>\n\nHello\n';
    await bench.ask('send', letter, alice);
    await bench.ask('send', letter, alice);
    expect(bench.outgoing).toHaveLength(2);
    expect(bench.server.doings.letters).toEqual(['<given@nym.test>', '<given@nym.test>']);
  });

  test('goes to To and Cc; Bcc is neither used nor taken out', async () => {
    const bench = await withNyms();
    await bench.ask('send', 'To: bob@example.org, c@example.org\nCc: d@example.org\nBcc: e@example.org\n\nx', alice);
    expect(bench.outgoing.map(({ to }) => to)).toEqual(['bob@example.org', 'c@example.org', 'd@example.org']);
    expect(bench.outgoing[0]?.source.toString()).toContain('Bcc: e@example.org');
  });

  test('with a comma in a display name loses that recipient, and is receipted all the same', async () => {
    const bench = await withNyms();
    const receipts = await bench.ask('send', 'To: "Doe, Jane" <jane@example.org>, bob@example.org\n\nx', alice);
    expect(bench.outgoing.map(({ to }) => to)).toEqual(['bob@example.org']);
    expect(receipts).toHaveLength(1);
  });

  test('has its lines beginning "From " changed', async () => {
    const bench = await withNyms();
    await bench.ask('send', 'To: bob@example.org\n\nFrom here on\n>From there\n', alice);
    expect(bench.outgoing[0]?.source.toString()).toMatch(/\n\n>From here on\n>From there\n$/);
  });

  test('without To is answered, and sent to nobody', async () => {
    const bench = await withNyms();
    const articles = await bench.ask('send', 'Cc: bob@example.org\nSubject: hello\n\nx', alice);
    expect((await readArticle(articles[0], [alice])).reply).toMatchObject({ kind: 'no-recipient', subject: 'hello' });
    expect(bench.outgoing).toEqual([]);
  });

  test('from nym to nym comes in as mail', async () => {
    const bench = await withNyms();
    const articles = await bench.ask('send', 'To: koala@nym.test\nSubject: hello\n\nfrom nym to nym\n', alice);
    expect(articles).toHaveLength(2);
    const read = await Promise.all([readArticle(articles[0], [alice]), readArticle(articles[1], [carol])]);
    expect(read.map(({ reply }) => reply.kind)).toEqual(['receipt', 'mail']);
    expect(read[1].text).toContain('From: panda@nym.test\n');
  });

  test('is not receipted once acksend is no', async () => {
    const bench = await withNyms();
    await bench.ask('config', writeConfig({ acksend: false }), alice);
    expect(await bench.ask('send', 'To: bob@example.org\n\nx', alice)).toEqual([]);
    expect(bench.outgoing).toHaveLength(1);
  });
});

describe('the daily limit', () => {
  const letter = 'To: bob@example.org\n\nx';

  test('one letter above it blocks the nym, the next breaks the server', async () => {
    const bench = await withNyms({ dailyLimit: 2 });
    for (let i = 0; i < 3; i++) expect(await bench.ask('send', letter, alice)).toHaveLength(1);
    expect(bench.server.settingsOf('panda@nym.test')).toMatchObject({ block_sends: true, sent_today: 3 });
    expect(bench.server.wedged).toBeUndefined();
    expect(await bench.ask('send', letter, alice)).toEqual([]);
    expect(bench.server.wedged).toBeDefined();
    expect(await bench.ask('config', writeConfig({}), carol)).toEqual([]);
  });

  test('starts anew at midnight UTC', async () => {
    const bench = await withNyms({ dailyLimit: 2 });
    for (let i = 0; i < 2; i++) await bench.ask('send', letter, alice);
    await bench.clock.advance(12 * 60 * 60 * 1000);
    await bench.ask('send', letter, alice);
    expect(bench.server.settingsOf('panda@nym.test')).toMatchObject({ sent: 3, sent_today: 1, last_sent: '20261123' });
  });
});
