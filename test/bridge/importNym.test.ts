import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Bridge, ImportWishes } from '../../src/bridge';
import { exportNym, importNym, showNym } from '../../src/bridge';
import { openStreets } from '../../src/bridge/streets';
import { addContact } from '../../src/nym';
import { readSecretKey } from '../../src/protocol/openpgp';
import { answer, inbox, neverAsked, nymOf, openAlices, panda, wishes } from '../support/importing';
import { temporaryFolder } from '../support/folder';
import { bamboo, goldenCopy, homeFolder, rewrite } from '../support/gnupg';
import { armoredSecretKey, publicKey, secretKey } from '../support/keys';
import { start } from '../support/nyms';

describe('from a GnuPG home', () => {
  test('the nym has its key, mailboxes, a password, and waits for its server', async () => {
    const bridge = await openAlices();
    const hsub = { scheme: 'hsub', passphrase: 'correct-horse' } as const;
    const { facts, notes } = await importNym(
      bridge,
      wishes({ gnupg: homeFolder('locked'), selectors: [hsub], symmetric: ['layer'] }),
      answer(bamboo),
    );
    expect(facts).toMatchObject({
      address: panda,
      state: 'requested',
      name: 'Panda',
      'known by': '1 hSub',
      expires: 'never',
    });
    const nym = await nymOf(bridge);
    expect(nym.selectors).toEqual([hsub, { scheme: 'trial' }]);
    expect(nym.passphrases).toEqual(['layer']);
    expect(nym.password).toHaveLength(20);
    expect(bridge.store.mail.mailboxes.list(nym.id).map(({ name }) => name)).toContain('INBOX');
    expect(bridge.nyms.events(nym.id)).toEqual([{ at: start, from: 'draft', to: 'requested', evidence: 'import' }]);
    expect(notes.join('\n')).toContain('Letters wait until it has answered');
  });

  test('its server is asked for the settings by the next round of chores, and once', async () => {
    const bridge = await openAlices();
    await importNym(bridge, wishes({ gnupg: homeFolder('open'), works: true }), neverAsked);
    const { id, state, selectors } = await nymOf(bridge);
    expect({ state, selectors }).toEqual({ state: 'active', selectors: [{ scheme: 'trial' }] });
    expect(bridge.nyms.dueRequests(start)).toMatchObject([{ id, kind: 'config', tries: 0, isOver: false }]);
    const { outgoing } = openStreets(bridge);
    const [due] = bridge.nyms.dueRequests(start);
    if (due) await outgoing.again(await nymOf(bridge), due);
    expect(bridge.store.outbox.list(['queued']).map(({ kind }) => kind)).toEqual(['config']);
    expect(bridge.nyms.dueRequests(start)).toEqual([]);
  });

  test('also while its server has not said that it knows it', async () => {
    const bridge = await openAlices();
    await importNym(bridge, wishes({ gnupg: homeFolder('open') }), neverAsked);
    const [due] = bridge.nyms.dueRequests(start);
    const { outgoing } = openStreets(bridge);
    if (due) await outgoing.again(await nymOf(bridge), due);
    expect(bridge.store.outbox.list(['queued', 'held']).map(({ kind }) => kind)).toEqual(['config']);
  });

  test('whose key has ended is expired: its mail can be read, and nothing is asked', async () => {
    const bridge = await openAlices();
    const keyFile = join(temporaryFolder(), 'dave.asc');
    writeFileSync(keyFile, armoredSecretKey('dave'));
    const { facts, notes } = await importNym(
      bridge,
      wishes({ address: 'wombat@nym.test', keyFile, works: true }),
      neverAsked,
    );
    expect(facts.state).toBe('expired');
    expect(notes[0]).toContain('Its key has expired');
    expect(bridge.nyms.dueRequests(start)).toEqual([]);
  });

  test('an answer makes it active and says which subject is the right one', async () => {
    const bridge = await openAlices();
    const selectors = ['one', 'two'].map((text) => ({ scheme: 'hsub', passphrase: text }) as const);
    await importNym(bridge, wishes({ gnupg: homeFolder('open'), selectors }), neverAsked);
    const { id } = await nymOf(bridge);
    const settings = { address: panda, hsub: 'two' };
    const occasion = { at: start, saidAt: start, evidence: 'article <a@nym.test>' };
    bridge.nyms.applyReply(id, { kind: 'changed', address: panda, settings }, occasion);
    expect((await nymOf(bridge)).state).toBe('active');
    const states = bridge.store.nyms.selectors.all(id).map(({ state }) => state);
    expect(states.sort()).toEqual(['current', 'retired']);
  });
});

describe('from aam2mail', () => {
  const folder = () => goldenCopy('aam2mail');
  const nymFrom = (aam2mail: string, more: Partial<ImportWishes> = {}) =>
    wishes({ gnupg: homeFolder('open'), aam2mail, works: true, ...more });

  test('subjects as it reads them: comments and blanks at the end cut off', async () => {
    const bridge = await openAlices();
    const { facts, notes } = await importNym(bridge, nymFrom(join(folder(), 'aam2mail')), neverAsked);
    expect((await nymOf(bridge)).selectors).toEqual([
      { scheme: 'hsub', passphrase: 'correct-horse-battery-staple' },
      { scheme: 'hsub', passphrase: 'koala-has-another-one' },
      { scheme: 'plain', text: 'A very plain subject' },
      { scheme: 'esub', text: 'text', key: 'key' },
    ]);
    expect(facts).toMatchObject({ 'known by': '2 hSubs, 1 plain subject, 1 eSub', articles: 0 });
    expect(notes.join('\n')).toContain('Its news were read from news.mixmin.net. To read there too');
  });

  test('its Maildir: the articles of this nym are opened, once, and nothing else is touched', async () => {
    const bridge = await openAlices();
    const home = folder();
    const { facts, notes } = await importNym(bridge, nymFrom(join(home, 'aam2mailrc')), neverAsked);
    expect(facts.articles).toBe(2);
    expect(notes[0]).toContain('One article in');
    const { id } = await nymOf(bridge);
    const { incoming } = openStreets({ ...bridge, config: { ...bridge.config, news: [] } });
    await incoming.fetchOnce();
    expect(
      inbox(bridge, id)
        .map(({ subject }) => subject)
        .sort(),
    ).toEqual(['Bamboo', 'More bamboo']);
    expect(readdirSync(join(home, 'Maildir', 'new'))).toHaveLength(2);
  });

  test.each(['subject_hsub', 'subject_text', 'subject_esub', 'none of them'])(
    'articles are known again where there is only %s',
    async (kept) => {
      const bridge = await openAlices();
      const home = folder();
      const names = ['subject_hsub', 'subject_text', 'subject_esub'].filter((name) => name !== kept);
      for (const name of names) rewrite(join(home, 'aam2mail', 'etc', name));
      const more = { maildir: join(home, 'Maildir') };
      const from = kept === 'none of them' ? { ...more, aam2mail: undefined } : more;
      await importNym(bridge, nymFrom(join(home, 'aam2mail'), from), neverAsked);
      const { incoming } = openStreets({ ...bridge, config: { ...bridge.config, news: [] } });
      await incoming.fetchOnce();
      expect(inbox(bridge, (await nymOf(bridge)).id)).toHaveLength(2);
    },
  );

  test('an article that was passed over while the nym was not here is looked at again', async () => {
    const bridge = await openAlices();
    const { spool } = bridge.store;
    const known = { messageId: '<art1@nym.test>', subject: 'x', postedAt: 1, fetchedAt: 1, whole: true };
    const articleId = spool.add({ ...known, source: Buffer.from('x') });
    if (articleId !== undefined) spool.finish([articleId], 'done');
    await importNym(bridge, nymFrom(join(folder(), 'aam2mailrc')), neverAsked);
    const { incoming } = openStreets({ ...bridge, config: { ...bridge.config, news: [] } });
    await incoming.fetchOnce();
    expect(inbox(bridge, (await nymOf(bridge)).id)).toHaveLength(2);
  });
});

describe('exported', () => {
  test('and imported into another bridge, it is the same nym', async () => {
    const bridge = await openAlices();
    const esub = { scheme: 'esub', text: 'text', key: 'key' } as const;
    await importNym(
      bridge,
      wishes({ gnupg: homeFolder('open'), selectors: [esub], symmetric: ['layer'], works: true }),
      neverAsked,
    );
    const before = await nymOf(bridge);
    const settings = { address: panda, hsub: 'listed', symmetric: 'layer' };
    const occasion = { at: start, saidAt: start, evidence: 'article <a@nym.test>' };
    bridge.nyms.applyReply(before.id, { kind: 'changed', address: panda, settings }, occasion);
    const old = await secretKey('alice');
    const oldKey = { secretKey: old.binary(), fingerprint: old.publicKey.fingerprint, retiredAt: start };
    bridge.store.nyms.life.retireKey(before.id, oldKey);
    const pool = { leastMs: 60_000, mostMs: 120_000 };
    const style = { html: 'text', metadata: 'refuse', forwards: 'whole' } as const;
    bridge.store.nyms.change(before.id, { rotatedAt: start - 1 });
    bridge.nyms.change(before.id, { copies: 3, rotateMs: 30 * 24 * 3600_000, pool, ...style });
    const bob = { address: 'bob@example.org', key: await publicKey('bob'), encrypt: 'always', sign: true } as const;
    addContact(bridge.store, await nymOf(bridge), bob, start);
    const folder = join(temporaryFolder(), 'bundle');
    await exportNym(bridge, panda, folder, answer('gum tree lemon orbit cobalt anchor'));

    const other = await openAlices();
    const { facts } = await importNym(other, wishes({ bundle: folder }), answer('gum tree lemon orbit cobalt anchor'));
    expect(facts).toMatchObject({ state: 'active', name: 'Panda', 'symmetric layer': true });
    const [here, there] = [await nymOf(bridge), await nymOf(other)];
    const plain = (nym: typeof here) => ({
      key: nym.key.binary(),
      oldKeys: nym.oldKeys.map((key) => key.publicKey.fingerprint),
      selectors: nym.selectors.map((one) => JSON.stringify(one)).sort(),
      passphrases: nym.passphrases,
      settings: nym.settings,
      copies: nym.copies,
      rotateMs: nym.rotateMs,
      rotatedAt: nym.rotatedAt,
      pool: nym.pool,
      style: nym.style,
      // without them Bob's letters would go in the clear from there
      contacts: nym.contacts.map(({ key, ...rest }) => ({ ...rest, key: key.fingerprint })),
    });
    expect(plain(there)).toEqual(plain(here));
    expect(there).toMatchObject({ copies: 3, rotatedAt: start - 1, pool, style, contacts: [{ address: bob.address }] });
  });

  test('and imported into another bridge, nothing that it had before is in force again', async () => {
    const bridge = await openAlices();
    await importNym(bridge, wishes({ gnupg: homeFolder('open'), works: true }), neverAsked);
    const { id } = await nymOf(bridge);
    for (const [i, one] of ['third', 'second', 'first'].entries()) {
      const settings = {
        address: panda,
        acksend: 'True',
        ...(i < 2 ? { hsub: one } : { subject: one }),
        symmetric: one,
      };
      const occasion = { at: start + i, saidAt: start + i, evidence: `article <${i}@nym.test>` };
      bridge.nyms.applyReply(id, { kind: 'changed', address: panda, settings }, occasion);
    }
    const folder = join(temporaryFolder(), 'bundle');
    await exportNym(bridge, panda, folder, answer('gum tree lemon orbit cobalt anchor'));
    const other = await openAlices();
    await importNym(other, wishes({ bundle: folder }), answer('gum tree lemon orbit cobalt anchor'));
    const inForce = async (one: Bridge) =>
      (await showNym(one, panda, { secrets: true })).options.map((row) => row['in force']);
    expect(await inForce(other)).toEqual(await inForce(bridge));
    expect((await nymOf(other)).passphrases).toHaveLength(3);
  });

  test('with its ephemeral layer', async () => {
    const bridge = await openAlices();
    const wombat = 'wombat@nym.test';
    await importNym(bridge, wishes({ address: wombat, nymphemeral: goldenCopy('nymphemeral') }), answer('burrow'));
    const folder = join(temporaryFolder(), 'bundle');
    await exportNym(bridge, wombat, folder, answer('gum tree lemon orbit cobalt anchor'));
    const other = await openAlices();
    await importNym(other, wishes({ address: wombat, bundle: folder }), answer('gum tree lemon orbit cobalt anchor'));
    const [here, there] = [await nymOf(bridge, wombat), await nymOf(other, wombat)];
    expect(there.layers.map(({ state, standing }) => [state, standing])).toEqual(
      here.layers.map(({ state, standing }) => [state, standing]),
    );
    expect(there.layers).toHaveLength(1);
  });

  test('it shows no secret, and nobody else may read it', async () => {
    const bridge = await openAlices();
    const hsub = { scheme: 'hsub', passphrase: 'correct-horse' } as const;
    await importNym(bridge, wishes({ gnupg: homeFolder('open'), selectors: [hsub] }), neverAsked);
    const folder = join(temporaryFolder(), 'bundle');
    await exportNym(bridge, panda, folder, answer('gum tree lemon orbit cobalt anchor'));
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder)) {
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
      expect(readFileSync(join(folder, name), 'latin1')).not.toContain('correct-horse');
    }
    await expect(readSecretKey(readFileSync(join(folder, 'secret-key.asc')))).rejects.toThrow('locked');
  });

  test('into a folder that is not empty it does not go, and leaves nothing half made', async () => {
    const bridge = await openAlices();
    await importNym(bridge, wishes({ gnupg: homeFolder('open') }), neverAsked);
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'mine'), 'mine');
    await expect(exportNym(bridge, panda, folder, neverAsked)).rejects.toThrow('is not empty');
    const fresh = join(folder, 'fresh');
    await expect(exportNym(bridge, panda, fresh, answer(''))).rejects.toThrow('An empty passphrase protects nothing.');
    expect(existsSync(fresh)).toBe(false);
    mkdirSync(fresh);
    await exportNym(bridge, panda, fresh, answer('gum tree lemon orbit cobalt anchor'));
    expect(readdirSync(folder).sort()).toEqual(['fresh', 'mine']);
  });
});

describe('all or nothing', () => {
  const cases: [string, () => Partial<ImportWishes>, string, string][] = [
    ['no place for the key', () => ({}), '', "Where is the nym's key?"],
    ['two places', () => ({ gnupg: homeFolder('open'), bundle: 'x' }), '', 'from one place only'],
    ['aam2mail alone', () => ({ aam2mail: 'x' }), '', 'aam2mail keeps no keys'],
    ['aam2mail with nymphemeral', () => ({ aam2mail: 'x', nymphemeral: 'y' }), '', 'go with --gnupg or --key only'],
    ['an unknown server', () => ({ address: 'panda@other.test' }), '', 'There is no nym server other.test yet.'],
    ['no address', () => ({ address: 'panda' }), '', '"panda" is no mail address'],
    ['no such home', () => ({ gnupg: '/nowhere' }), '', "There is no /nowhere. GnuPG's home is usually ~/.gnupg."],
    ['a file for a home', () => ({ gnupg: __filename }), '', 'is a file.'],
    ['an empty home', () => ({ gnupg: temporaryFolder() }), '', 'is no GnuPG home'],
    [
      'another passphrase',
      () => ({ gnupg: homeFolder('gpg1') }),
      'bambus',
      'Give the one it has in GnuPG. Nothing was imported.',
    ],
    [
      'a broken subject',
      () => ({ gnupg: homeFolder('open'), selectors: [{ scheme: 'plain', text: 'a\nb' }] }),
      '',
      'is one line of',
    ],
    [
      'aam2mail without subjects',
      () => ({ gnupg: homeFolder('open'), aam2mail: temporaryFolder() }),
      '',
      'looks for no subject',
    ],
    ['no Maildir', () => ({ gnupg: homeFolder('open'), maildir: temporaryFolder() }), '', 'is no Maildir'],
    ['not nymphemeral', () => ({ nymphemeral: homeFolder('gpg1') }), '', "is not nymphemeral's folder"],
    ['no bundle', () => ({ bundle: homeFolder('open') }), '', 'is no bundle of "nymbridge nym export"'],
    [
      'an unknown way out',
      () => ({ gnupg: homeFolder('open'), transport: 'pigeon' }),
      '',
      'There is no [transport.pigeon]',
    ],
    ['a name with a bracket', () => ({ gnupg: homeFolder('open'), name: 'Panda <b@x>' }), '', 'display name'],
  ];

  test.each(cases)('%s: one sentence, and nothing is here', async (_what, more, typed, sentence) => {
    const bridge = await openAlices();
    await expect(importNym(bridge, wishes(more()), answer(typed))).rejects.toThrow(sentence);
    expect(await bridge.nyms.all()).toEqual([]);
  });

  test('files of the other programs that are wrong are named, with the line', async () => {
    const bridge = await openAlices();
    const aam2mail = join(goldenCopy('aam2mail'), 'aam2mail');
    rewrite(join(aam2mail, 'etc', 'subject_esub'), () => '# mine\ntext key\n');
    const gnupg = homeFolder('open');
    await expect(importNym(bridge, wishes({ gnupg, aam2mail }), neverAsked)).rejects.toThrow(
      /^Line 2 of .*subject_esub/,
    );
    rewrite(join(aam2mail, 'etc', 'subject_esub'), () => Buffer.from('t\xe4xt\tkey\n', 'latin1'));
    await expect(importNym(bridge, wishes({ gnupg, aam2mail }), neverAsked)).rejects.toThrow('is not a text in UTF-8');
    const nymphemeral = goldenCopy('nymphemeral');
    for (const name of readdirSync(join(nymphemeral, 'db'))) rewrite(join(nymphemeral, 'db', name));
    const wombat = wishes({ address: 'wombat@nym.test', nymphemeral });
    await expect(importNym(bridge, wombat, answer('burrow'))).rejects.toThrow('The state of the nym');
    expect(await bridge.nyms.all()).toEqual([]);
  });

  test('what goes wrong while it is written leaves nothing', async () => {
    const bridge = await openAlices();
    const { store } = bridge;
    const broken: Bridge = {
      ...bridge,
      store: {
        ...store,
        spool: {
          ...store.spool,
          addAgain: () => {
            throw new Error('the disk is full');
          },
        },
      },
    };
    const aam2mail = join(goldenCopy('aam2mail'), 'aam2mailrc');
    await expect(importNym(broken, wishes({ gnupg: homeFolder('open'), aam2mail }), neverAsked)).rejects.toThrow(
      'full',
    );
    expect(await bridge.nyms.all()).toEqual([]);
    expect(store.layers.of(1 as Awaited<ReturnType<typeof nymOf>>['id'])).toEqual([]);
  });

  test('a nym that is here is not imported again, and nobody is asked for a passphrase', async () => {
    const bridge = await openAlices();
    await importNym(bridge, wishes({ gnupg: homeFolder('open') }), neverAsked);
    const again = wishes({ address: 'PANDA@nym.test', gnupg: homeFolder('locked') });
    await expect(importNym(bridge, again, neverAsked)).rejects.toThrow('is here already');
  });
});
