import { describe, expect, test } from '@jest/globals';
import { commandTransport } from '../../src/outgoing/transport/command';
import { decodeText, readStructure } from '../../src/protocol/mime';
import { mailText, submitted, usual } from '../support/letters';
import { startNymServer, readArticle } from '../support/nymServer';
import { again, aliceDraft } from '../support/nyms';
import { openStreetOut } from '../support/outgoing';
import { publicKey, secretKey } from '../support/keys';

/** Alice's street out with a nym server at its end that does everything the real one does wrong. */
async function streetToServer() {
  const { store, nyms, alice, server: serverKey } = await aliceDraft();
  const bench = await startNymServer();
  const articles: Buffer[] = [];
  const transport = {
    send: async ({ to, source }: { to: string; source: Buffer }) => {
      articles.push(...(await bench.mail(to, source)));
      return { result: 'taken' } as const;
    },
    check: async () => ({ result: 'taken' }) as const,
  };
  const street = await openStreetOut({
    bridge: { store, nyms, alice, server: serverKey },
    transports: { smtp: transport },
    clock: bench.clock,
  });
  const settle = async () => {
    await street.outgoing.workOff();
    const opened = await Promise.all(
      articles.splice(0).map(async (article) => readArticle(article, [await secretKey('alice')])),
    );
    for (const { reply } of opened)
      nyms.applyReply(alice.id, reply, {
        at: bench.clock.now(),
        saidAt: bench.clock.now(),
        evidence: 'article <a@nym.test>',
      });
    return opened.map(({ reply }) => reply);
  };
  await street.outgoing.create(alice);
  expect((await settle()).map(({ kind }) => kind)).toEqual(['created']);
  return { ...street, bench, settle };
}

describe('letters at the nym server', () => {
  test('go to whom the client named and nobody else, whatever stands in the display names', async () => {
    const { outgoing, bench, settle } = await streetToServer();
    const fields = [
      usual[0] ?? '',
      'To: "Smith, eve@example.org, Bob" <bob@example.org>',
      'Cc: "Carol, x" <carol@example.org>',
      'Subject: x',
    ];
    await outgoing.submit(submitted(mailText(fields), ['bob@example.org', 'carol@example.org', 'dave@example.org']));
    expect((await settle()).map(({ kind }) => kind)).toEqual(['receipt', 'receipt']);
    expect(bench.outgoing.map(({ to }) => to)).toEqual(['bob@example.org', 'carol@example.org', 'dave@example.org']);
  });

  test('arrive as they were written, "From " lines and umlauts and all', async () => {
    const { outgoing, bench, settle } = await streetToServer();
    await outgoing.submit(submitted(mailText(usual, 'From Zürich\nwith love\n')));
    await settle();
    const source = bench.outgoing[0]?.source ?? Buffer.alloc(0);
    const { root } = readStructure(source);
    expect(decodeText(root, source.subarray(root.bodyStart))).toBe('From Zürich\nwith love\n');
  });

  test('show the outside nothing that the server did not make or the writer did not mean', async () => {
    const { outgoing, bench, settle } = await streetToServer();
    await outgoing.submit(
      submitted(
        mailText([...usual, 'User-Agent: X', 'Message-ID: <own@laptop>', 'Date: Sun, 22 Nov 2026 14:00:00 +0200']),
      ),
    );
    await settle();
    const names = bench.outgoing[0]?.source
      .toString()
      .split('\n\n')[0]
      ?.match(/^[\w-]+(?=:)/gm)
      ?.sort();
    expect(names).toEqual([
      'Content-Transfer-Encoding',
      'Content-Type',
      'Date',
      'From',
      'MIME-Version',
      'Message-ID',
      'Subject',
      'To',
    ]);
  });

  test('are acknowledged by the receipts that the server posts', async () => {
    const { outgoing, alice, store, settle } = await streetToServer();
    await outgoing.submit(submitted(mailText(usual), ['bob@example.org', 'dave@example.org']));
    for (const reply of await settle()) {
      if (reply.kind !== 'receipt') throw new Error(reply.kind);
      outgoing.acknowledge(alice.id, { messageId: reply.messageId, to: reply.to });
    }
    expect(store.outbox.list(['acknowledged']).map(({ recipients }) => recipients)).toEqual([
      ['bob@example.org'],
      ['dave@example.org'],
    ]);
  });

  test('never pass the limit that would disable sending for good', async () => {
    const { outgoing, bench, settle } = await streetToServer();
    for (let letter = 0; letter < 52; letter++) await outgoing.submit(submitted(mailText(usual)));
    await settle();
    expect(bench.outgoing).toHaveLength(50);
    expect(bench.server.wedged).toBeUndefined();
    await bench.clock.advance(26 * 3600_000);
    await settle();
    expect(bench.outgoing).toHaveLength(52);
  });
});

describe('requests at the nym server', () => {
  test('a config mail changes the options it names, and its Subject changes nothing', async () => {
    const { outgoing, bench, settle } = await streetToServer();
    const mail = mailText(['From: panda@nym.test', 'To: config@nym.test', 'Subject: subject: pwned'], 'acksend: no\n');
    await outgoing.submit(submitted(mail, ['config@nym.test']));
    expect((await settle()).map(({ kind }) => kind)).toEqual(['changed']);
    const settings = bench.server.settingsOf('panda@nym.test');
    expect(settings?.subject).toBeUndefined();
    expect(String(settings?.acksend).toLowerCase()).toMatch(/false|no/);
  });
});

describe('a request for another server', () => {
  test('is not sent as a letter, which would carry its passphrase in the clear', async () => {
    const { outgoing, nyms, store, parcels } = await openStreetOut();
    await nyms.addServer('other.test', await publicKey('carol'), Date.parse('2026-11-22T12:00:00Z'));
    for (const to of ['config@other.test', 'URL@Other.Test']) {
      const mail = mailText([usual[0] ?? '', `To: ${to}`, 'Subject: x'], 'hsub: secret secret\n');
      await expect(outgoing.submit(submitted(mail, [to]))).rejects.toMatchObject({ code: 'bad-recipient' });
    }
    await outgoing.workOff();
    expect([store.outbox.list(), parcels]).toEqual([[], []]);
  });
});

describe('mails to config@ that come at one moment', () => {
  const change = (line: string, id = line.length) =>
    submitted(
      mailText([usual[0] ?? '', 'To: config@nym.test', 'Subject: x', `Message-ID: <${id}@client.example>`], line),
      ['config@nym.test'],
    );
  const waiting = ({ store }: Awaited<ReturnType<typeof openStreetOut>>) =>
    store.outbox.list(['queued']).map(({ id }) =>
      store.outbox
        .payload(id)
        ?.toString()
        .replace(/[a-z2-9]{26}/, 'PASSPHRASE'),
    );

  test('add up: the one request that is left asks for all of it', async () => {
    const street = await openStreetOut();
    const mails = [change('hsub: random'), change('acksend: no'), change('subject: fixed words')];
    expect(await Promise.all(mails.map(street.outgoing.submit))).toEqual([1, 1, 1]);
    expect(waiting(street)).toEqual(['hsub: PASSPHRASE\nsubject: fixed words\nacksend: no\n']);
    const nym = await again(street.nyms, street.alice);
    expect([nym.state, nym.asked]).toMatchObject(['changing', { subject: 'fixed words', acksend: false }]);
  });

  test('are one where the client has not heard that the first was taken', async () => {
    const street = await openStreetOut();
    await street.outgoing.submit(change('hsub: random'));
    const [first] = street.store.outbox.list();
    await street.outgoing.submit(change('hsub: random'));
    expect(street.store.outbox.list()).toEqual([first]);
  });

  test('an old one that comes once more does not undo the newer one', async () => {
    const street = await openStreetOut();
    await street.outgoing.submit(change('acksend: no', 1));
    await street.outgoing.submit(change('acksend: yes', 2));
    await street.outgoing.submit(change('acksend: no', 1));
    expect(waiting(street)).toEqual(['acksend: yes\n']);
  });

  test('asking for pages twice fetches them once', async () => {
    const { outgoing, store, alice } = await openStreetOut();
    const mail = mailText(
      [usual[0] ?? '', 'To: url@nym.test', 'Message-ID: <a@client.example>'],
      'http://a.example/\n',
    );
    for (let i = 0; i < 2; i++) await outgoing.submit(submitted(mail, ['url@nym.test']));
    expect(store.outbox.list()).toHaveLength(1);
    expect(store.pages.of(alice.id)).toHaveLength(1);
  });
});

describe('a program that fails', () => {
  test('leaves its words beside the letter, for its writer, and not in the log', async () => {
    const logged: unknown[] = [];
    const note = (...words: unknown[]) => void logged.push(words);
    const script = 'cat > /dev/null; echo "no chain of remailers to $1 found" >&2; exit 70';
    const program = commandTransport({
      command: ['sh', '-c', script, 'sh', '{to}'],
      time_limit: 60_000,
      environment: {},
    });
    const street = await openStreetOut({
      transports: { smtp: program },
      log: { info: note, warn: note, error: note },
    });
    await street.outgoing.submit(submitted(mailText(usual)));
    await street.outgoing.workOff();
    expect(street.store.outbox.list()).toMatchObject([
      {
        state: 'queued',
        attempts: 1,
        lastError: 'sh ended with status 70. It said: no chain of remailers to send@nym.test found',
      },
    ]);
    expect(JSON.stringify(logged)).toContain('exit 70');
    expect(JSON.stringify(logged)).not.toMatch(/chain|nym\.test/);
  });
});
