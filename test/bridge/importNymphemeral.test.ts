import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { utf8 } from '../../src/base/bytes';
import type { Bridge } from '../../src/bridge';
import { importNym } from '../../src/bridge';
import { openStreets } from '../../src/bridge/streets';
import { tendNyms } from '../../src/bridge/tend';
import { readPyaxoState, writeState } from '../../src/protocol/ephemeral';
import { seal } from '../../src/protocol/openpgp';
import { sides } from '../protocol/ephemeral/sides';
import type { Side } from '../protocol/ephemeral/sides';
import { makeArticle } from '../support/article';
import { goldenCopy, rewrite } from '../support/gnupg';
import { answer, inbox, nymOf, openAlices, wishes } from '../support/importing';
import { secretKey } from '../support/keys';
import { start } from '../support/nyms';
import { fakeTransport, openParcel, openStreetOut } from '../support/outgoing';
import { pyaxoFile } from '../support/pyaxo';

describe('from nymphemeral', () => {
  const wombat = 'wombat@nym.test';
  const from = (nymphemeral: string) => wishes({ address: wombat, nymphemeral, works: true });

  test('key, hSub, saved mail, and the ephemeral layer in the state it was left in', async () => {
    const bridge = await openAlices();
    const { facts, notes } = await importNym(bridge, from(goldenCopy('nymphemeral')), answer('burrow'));
    expect(facts).toMatchObject({ 'known by': '1 hSub', 'ephemeral layer': true, mails: 1, articles: 1 });
    const nym = await nymOf(bridge, wombat);
    expect(nym.selectors).toEqual([
      { scheme: 'hsub', passphrase: '0f3a5c0b8d6e4f1a9b2c7d8e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d9e8f7a' },
    ]);
    expect(inbox(bridge, nym.id)).toEqual([{ subject: 'Burrows', flags: ['\\Seen'] }]);
    expect(nym.layers.map(({ standing }) => standing)).toEqual(['in-force']);
    const file = readFileSync(join(__dirname, '../golden/ephemeral/pyaxo.db'));
    expect(nym.layers[0]?.state).toEqual(writeState(await readPyaxoState(file, 'burrow', start)));
    expect(bridge.store.spool.fresh(10)).toHaveLength(1);
    expect(notes.join('\n')).toContain('use it here only');
    expect(bridge.nyms.dueRequests(start)).toHaveLength(1);
  });

  /** nymphemeral's folder, with a layer whose server is here, and an article from there that it has not opened. */
  async function folderWithServer() {
    const folder = goldenCopy('nymphemeral');
    const there = await openAlices();
    await importNym(there, from(folder), answer('burrow'));
    const { key } = await nymOf(there, wombat);
    const { server, panda: client } = sides('wombat');
    const payload = utf8(`Received: by mx\nFrom: bob@example.org\nTo: ${wombat}\nSubject: Unread\n\nHello\n`);
    const recipients = [key.publicKey];
    const sealed = await seal({ payload, recipients, signer: await secretKey('server'), now: new Date(start) });
    const article = makeArticle({ body: await server.write(sealed.toString('latin1')) });
    const state = await pyaxoFile(client, 'burrow', start);
    writeFileSync(join(folder, 'db', `${key.publicKey.fingerprint}.db`), state);
    writeFileSync(join(folder, 'messages', 'unread', `message_${wombat}_ssnmx.txt`), article);
    return {
      folder,
      server,
      ratchet: { state, passphrase: 'burrow', takenAt: start, articles: new Map([['a', article]]) },
    };
  }

  const noNews = (bridge: Bridge) => openStreets({ ...bridge, config: { ...bridge.config, news: [] } });

  async function goesOn(bridge: Bridge, server: Side): Promise<void> {
    const { incoming } = noNews(bridge);
    await incoming.fetchOnce();
    const alice = await nymOf(bridge, wombat);
    expect(inbox(bridge, alice.id).map(({ subject }) => subject)).toContain('Unread');
    const transport = fakeTransport();
    const { outgoing } = await openStreetOut({
      bridge: { ...bridge, alice, server: alice.server },
      transports: { relay: transport },
    });
    await outgoing.submit({ nym: wombat, recipients: ['bob@example.org'], source: Buffer.from(letter) });
    await outgoing.workOff();
    expect(await server.read(Buffer.from(await openParcel(transport.parcels[0])))).toContain('Hi from the burrow');
  }
  const letter = `From: ${wombat}\r\nTo: bob@example.org\r\nSubject: Hi\r\n\r\nHi from the burrow\r\n`;

  test('what it had not opened is in INBOX after a round, and letters go inside the layer', async () => {
    const bridge = await openAlices();
    const { folder, server } = await folderWithServer();
    await importNym(bridge, from(folder), answer('burrow'));
    await goesOn(bridge, server);
  });

  test('a layer that an earlier version could only keep is taken up; until then no letter goes', async () => {
    const bridge = await openAlices();
    const { folder, server, ratchet } = await folderWithServer();
    await importNym(bridge, from(folder), answer('burrow'));
    const { id, layers } = await nymOf(bridge, wombat);
    bridge.store.layers.end(id, start);
    bridge.store.layers.forgetEnded(id, start + 1);
    for (const { id: article } of bridge.store.spool.fresh(10)) bridge.store.spool.finish([article], 'done');
    bridge.store.ratchets.keep(id, ratchet);
    expect(layers).toHaveLength(1);
    const mail = { nym: wombat, recipients: ['bob@example.org'], source: Buffer.from(letter) };
    await expect(noNews(bridge).outgoing.submit(mail)).rejects.toThrow('nymbridge fetch');
    await tendNyms(bridge, noNews(bridge));
    expect(bridge.store.ratchets.has(id)).toBe(false);
    await goesOn(bridge, server);
  });

  test('a state that does not open by the passphrase of the key is refused: without it nothing can be read', async () => {
    const bridge = await openAlices();
    const folder = goldenCopy('nymphemeral');
    const [name = ''] = readdirSync(join(folder, 'db'));
    writeFileSync(join(folder, 'db', name), await pyaxoFile(sides().panda, 'another', start));
    await expect(importNym(bridge, from(folder), answer('burrow'))).rejects.toThrow('passphrase does not open');
    expect(await bridge.nyms.all()).toEqual([]);
  });

  test('messages that are too much together, or a list that is none, are refused before they are read', async () => {
    const bridge = await openAlices();
    const folder = goldenCopy('nymphemeral');
    const read = join(folder, 'messages', 'read');
    const extra = Array.from({ length: 9 }, (_, n) => join(read, `message_${wombat}_abcd${n}.txt`));
    for (const file of extra) {
      writeFileSync(file, '');
      truncateSync(file, 60 * 1024 * 1024);
    }
    await expect(importNym(bridge, from(folder), answer('burrow'))).rejects.toThrow('more than 512 MB of messages');
    for (const file of extra) rewrite(file);
    truncateSync(join(folder, 'encrypted_hsubs.txt'), 2 * 1024 * 1024);
    await expect(importNym(bridge, from(folder), answer('burrow'))).rejects.toThrow('encrypted_hsubs.txt is too large');
    expect(await bridge.nyms.all()).toEqual([]);
  });

  test('passphrases that are not encrypted yet count too', async () => {
    const bridge = await openAlices();
    const folder = goldenCopy('nymphemeral');
    rewrite(join(folder, 'encrypted_hsubs.txt'));
    writeFileSync(join(folder, 'hsubs.txt'), `${wombat} plainly\ntime 1.0\n`);
    await importNym(bridge, from(folder), answer('burrow'));
    expect((await nymOf(bridge, wombat)).selectors).toEqual([{ scheme: 'hsub', passphrase: 'plainly' }]);
  });
});
