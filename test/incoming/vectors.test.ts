import { beforeAll, describe, expect, test } from '@jest/globals';
import { toCrlf } from '../../src/base/bytes';
import { decodeBody, decodeText, fieldText, firstField, readHeader, readStructure } from '../../src/protocol/mime';
import { readPages } from '../../src/incoming/delivery/pages';
import { openNyms } from '../../src/nym';
import type { Nym, Nyms } from '../../src/nym';
import { kindsWithHeader, readReply } from '../../src/protocol/nymserv';
import type { Reply, Selector } from '../../src/protocol/nymserv';
import { readPublicKey, readSecretKey } from '../../src/protocol/openpgp';
import { openMemoryStore } from '../../src/store';
import type { Store } from '../../src/store';
import { foreignArticles } from '../support/article';
import { TestClock } from '../support/clock';
import { mailsOf, newsWith, openStreetIn } from '../support/incoming';
import { seededRandom } from '../support/random';
import { readVector, vectorsFolder } from '../support/vectors';

interface Manifest {
  readonly server_public_armored: string;
  readonly keys: Readonly<Record<string, { readonly secret_hex: string }>>;
  readonly articles: readonly { readonly file: string; readonly plain: string; readonly signed_by: string | null }[];
}

interface World {
  readonly store: Store;
  readonly nyms: Nyms;
}

const folder = vectorsFolder('nymserv');
const inVectors = folder === undefined ? describe.skip : describe;
const manifest =
  folder === undefined ? undefined : (JSON.parse(readVector(folder, 'manifest.json').toString()) as Manifest);
const clock = new TestClock('2026-11-22T14:00:00Z');

/** What its owner reads on the same day; the rest is the server talking about the nym. */
const inInbox: readonly Reply['kind'][] = ['mail', 'page', 'duplicate', 'reserved', 'no-recipient'];

/** Whether a mail holds a payload: a mail as it is, a page decoded, anything else behind the bridge's explanation. */
function holds(source: Buffer, payload: Buffer, kind: Reply['kind']): boolean {
  if (kind === 'page')
    return (
      readPages(payload.subarray(payload.indexOf('\n') + 1))?.some(({ bytes }) => bodyOf(source).includes(bytes)) ??
      false
    );
  if (kindsWithHeader.includes(kind))
    return source.subarray(source.indexOf('X-Nymbridge-Article')).includes(contentOf(payload));
  return textOf(source).endsWith(`\r\n\r\n${toCrlf(payload).toString()}`);
}

function bodyOf(source: Buffer): Buffer {
  const { root } = readStructure(source);
  return decodeBody(root, source.subarray(root.bodyStart, root.bodyEnd));
}

async function openWorld(): Promise<World> {
  const store = openMemoryStore();
  const nyms = openNyms(store);
  const key = await readPublicKey(Buffer.from(manifest?.server_public_armored ?? ''));
  await nyms.addServer('nym.test', key, clock.now());
  return { store, nyms };
}

interface Wishes {
  readonly address: string;
  readonly key: string;
  readonly selectors?: readonly Selector[];
  readonly passphrases?: readonly string[];
}

/** A nym that has been asked for and that nothing has been heard of. */
async function addNym(
  { store, nyms }: World,
  { address, key, selectors = [], passphrases = [] }: Wishes,
): Promise<Nym> {
  const secret = await readSecretKey(Buffer.from(manifest?.keys[key]?.secret_hex ?? '', 'hex'));
  const wishes = { address, displayName: '', transport: 'smtp', key: secret };
  const nym = await nyms.create(wishes, clock.now(), seededRandom(address));
  nyms.noteCreation(nym.id, { at: clock.now(), evidence: 'outbox 1' });
  for (const one of selectors) store.nyms.selectors.put(nym.id, JSON.stringify(one), 'asked', clock.now());
  for (const one of passphrases) store.nyms.passphrases.put(nym.id, one, 'asked', clock.now());
  return nym;
}

const hsub = (passphrase: string): Selector => ({ scheme: 'hsub', passphrase });

/** Serves articles by NNTP, and lets the street fetch them; gives how many were delivered. */
async function run({ store, nyms }: World, articles: readonly Buffer[]): Promise<number> {
  const news = await newsWith(clock, articles);
  const { delivered } = await openStreetIn({ store, nyms, clock }, [news]).fetchOnce();
  expect(store.spool.fresh(1)).toEqual([]);
  await news.stop();
  return delivered;
}

const mails = ({ store }: World, nym: Nym) => mailsOf(store, nym.id);

inVectors("the real nym server's articles, by NNTP into the mailboxes", () => {
  let world: World;
  let delivered = 0;
  const nyms = new Map<string, Nym>();

  beforeAll(async () => {
    world = await openWorld();
    const wishes: Record<string, Wishes> = {
      panda: {
        ...{ address: 'panda@nym.test', key: 'panda' },
        // the last three are of web pages that Alice has asked for
        selectors: [hsub('panda'), hsub('urlsub'), hsub('only key given'), hsub('s4')],
        passphrases: ['bamboo', 'urlkey', 'only key given', 'k4'],
      },
      koala: {
        ...{ address: 'koala@nym.test', key: 'koala', passphrases: ['two words'] },
        selectors: [hsub('eucalyptus grove'), hsub('gum tree'), { scheme: 'plain', text: 'Message for koala' }],
      },
      wombat: { address: 'wombat@nym.test', key: 'wombat', selectors: [hsub('burrow')], passphrases: ['deep'] },
    };
    for (const [name, wish] of Object.entries(wishes)) nyms.set(name, await addNym(world, wish));
    const ours = (manifest?.articles ?? []).filter(({ file }) => !/create-(duplicate|reserved)/.test(file));
    const sources = ours.map(({ file }) => readVector(folder ?? '', file));
    delivered = await run(world, [...foreignArticles(10), ...sources, ...foreignArticles(10, 'more')]);
    // a minute on a machine that has nothing else to do
  }, 600_000);

  test('28 are delivered, 20 foreign ones are not', () => {
    expect(delivered).toBe(28);
    const counts = [...nyms.values()].map((nym) => mails(world, nym).length);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(28);
  });

  test('each is in its nym’s mailbox to the byte, with the verdict on its signature', () => {
    const all = [...nyms.values()].flatMap((nym) => mails(world, nym));
    for (const { plain, signed_by, file } of manifest?.articles ?? []) {
      if (/create-(duplicate|reserved)|pgp-mime/.test(file)) continue;
      const payload = readVector(folder ?? '', plain);
      const reply = readReply(payload);
      const found = all.find(({ source }) => holds(source, payload, reply.kind));
      expect([file, found?.mailbox]).toEqual([file, inInbox.includes(reply.kind) ? 'INBOX' : 'Nym Server']);
      const field = firstField(readHeader(found?.source ?? Buffer.alloc(0)).fields, 'X-Nymbridge-Signature');
      const verdict = signed_by === null ? 'missing' : `good; fingerprint=${signed_by}`;
      expect([file, field && fieldText(field)]).toEqual([file, verdict]);
    }
  });

  test('what Bob has encrypted to her key, as a whole, is opened; a block with words around it is not', () => {
    const encryption = (subject: string) => {
      const found = [...nyms.values()]
        .flatMap((nym) => mails(world, nym))
        .filter(({ source }) => {
          const { fields } = readHeader(source);
          return fields.some((field) => field.name === 'Subject' && fieldText(field) === subject);
        });
      const [mail] = found;
      const field = mail && firstField(readHeader(mail.source).fields, 'X-Nymbridge-Encryption');
      return { count: found.length, said: field && fieldText(field), text: mail && textOf(mail.source) };
    };
    const bobs = 'E58E084FF2C7B7829E44AA59DF93DE192DFAEF52';
    expect(encryption('pgp mime')).toEqual({
      count: 1,
      said: `opened; signature=unknown-key; fingerprint=${bobs}; signed=2026-11-22T13:37:12.000Z`,
      text: 'PGP/MIME inner text.\r\n',
    });
    expect(encryption('inline pgp')).toMatchObject({ count: 1, said: expect.stringMatching(/^mixed; /) });
  });

  test('what the server confirmed is what the nyms have become', async () => {
    const states = (await world.nyms.all()).map(({ address, state }) => [address, state]);
    expect(states).toEqual([
      ['panda@nym.test', 'active'],
      ['koala@nym.test', 'active'],
      ['wombat@nym.test', 'deleted'],
    ]);
  });
});

inVectors('answers that ignore the subject asked for', () => {
  test.each([
    ['15-create-duplicate.eml', 'panda@nym.test', 'impostor', 'duplicate'],
    ['16-create-reserved.eml', 'marsupial@nym.test', 'reserved', 'requested'],
  ])('%s is found by trying the key', async (file, address, key, state) => {
    const world = await openWorld();
    const nym = await addNym(world, { address, key, selectors: [hsub('never used')] });
    const foreign = foreignArticles(20);
    expect(await run(world, [...foreign, readVector(folder ?? '', file)])).toBe(1);
    const [mail] = mails(world, nym);
    expect(mail?.mailbox).toBe('INBOX');
    expect(mail?.source.toString()).toContain('X-Nymbridge-Subject-Scheme: trial');
    // the reserved one is about admin@, which is not this nym: it is told and changes nothing
    expect((await world.nyms.byId(nym.id))?.state).toBe(state);
  });
});

/** What must be found again in the mail: all of it but a leading mbox line. */
function contentOf(payload: Buffer): Buffer {
  const start = payload.toString('latin1', 0, 5) === 'From ' ? payload.indexOf('\n') + 1 : 0;
  return toCrlf(payload.subarray(start));
}

function textOf(source: Buffer): string {
  const { root } = readStructure(source);
  return decodeText(root, source.subarray(root.bodyStart, root.bodyEnd));
}
