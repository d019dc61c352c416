import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readState, writeState } from '../../../src/protocol/ephemeral';
import type { State } from '../../../src/protocol/ephemeral';
import { clientState, masterOf } from '../../../src/protocol/ephemeral/create';
import { openHeader, readEnvelope } from '../../../src/protocol/ephemeral/envelope';
import { readHeader } from '../../../src/protocol/ephemeral/header';
import { pairOf } from '../../../src/protocol/ephemeral/keys';
import { Secret } from '../../../src/base/secret';
import { seededRandom } from '../../support/random';
import { vectorsFolder } from '../../support/vectors';
import { Side, sides } from './sides';
import type { SavedState } from './sides';

/** A state of pyaxo's by its own names, in hex. */
interface Recorded {
  readonly RK: string;
  readonly HKs: string | null;
  readonly HKr: string | null;
  readonly NHKs: string;
  readonly NHKr: string;
  readonly CKs: string | null;
  readonly CKr: string | null;
  readonly DHRs: string | null;
  readonly DHRs_priv: string | null;
  readonly DHRr: string | null;
  readonly Ns: number;
  readonly Nr: number;
  readonly PNs: number;
  readonly ratchet_flag: boolean;
}

interface Manifest {
  readonly mkey: string;
  readonly client_initial_state: Recorded & { readonly DHRs_priv: string; readonly ratchet_b64: string };
  readonly articles: readonly {
    readonly file: string;
    readonly inner_armor: string;
    readonly client_state_after: Recorded;
  }[];
}

/** What of a recorded state is ever read again, as we keep it. */
function asKept(recorded: Recorded): Omit<SavedState, 'past'> {
  const { RK, HKs, HKr, NHKs, NHKr, CKs, CKr, DHRs_priv, DHRr, Ns, Nr, PNs, ratchet_flag } = recorded;
  return {
    root: RK,
    sending: ratchet_flag
      ? { kind: 'next', theirs: DHRr!, sent: Ns }
      : { kind: 'same', header: HKs!, chain: CKs!, own: DHRs_priv!, sent: Ns, sentBefore: PNs },
    nextSending: NHKs,
    ...(HKr !== null && CKr !== null ? { receiving: { header: HKr, chain: CKr, next: Nr, skipped: [] } } : {}),
    nextReceiving: NHKr,
  };
}

const golden = join(__dirname, '../../golden/ephemeral');
const folders = [golden, ...[vectorsFolder('ephemeral')].flatMap((folder) => (folder ? [folder] : []))];

describe.each(folders)('a real server and client in %s', (folder) => {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
  const initial = manifest.client_initial_state;
  const own = pairOf(new Secret(Buffer.from(initial.DHRs_priv, 'hex')));
  const client = () => new Side(clientState(masterOf(manifest.mkey), own), seededRandom('vectors'));
  const after = manifest.articles.map(({ client_state_after }) => client_state_after);
  const article = (index: number) => readFileSync(join(folder, manifest.articles[index]?.file ?? ''));

  test('what both agreed on gives the recorded state, and the public key the recorded option', () => {
    expect(client().saved).toMatchObject({ ...asKept(initial), past: [] });
    expect(client().saved).not.toHaveProperty('receiving');
    expect(own.public.toString('hex')).toBe(initial.DHRs);
    expect(own.public.toString('base64')).toBe(initial.ratchet_b64);
  });

  test('each article opens, and leaves the recorded state behind', async () => {
    const nym = client();
    for (const [index, { inner_armor, client_state_after }] of manifest.articles.entries()) {
      expect(await nym.read(article(index))).toBe(inner_armor);
      expect(nym.saved).toMatchObject({ ...asKept(client_state_after), past: [] });
    }
  });

  test('from each recorded state the next article opens', async () => {
    for (const [index, { inner_armor }] of manifest.articles.entries()) {
      const nym = client();
      nym.change((saved) => {
        const before = after[index - 1];
        if (before) Object.assign(saved, asKept(before));
      });
      expect(await nym.read(article(index))).toBe(inner_armor);
    }
  });

  test.each([
    [2, 1, 0],
    [1, 0, 2],
    [0, 2, 1],
  ])('in the order %i, %i, %i they open too, each once, and the state is the same in the end', async (...order) => {
    const nym = client();
    for (const index of order) expect(await nym.read(article(index))).toBe(manifest.articles[index]?.inner_armor);
    expect(nym.saved).toMatchObject({ ...asKept(after[2]!), past: [] });
    for (const index of order) expect(await nym.read(article(index))).toBe('duplicate');
  });

  test("what the client wrote next is the first of a new chain: its header opens by the client's next key", async () => {
    const message = readFileSync(join(folder, 'request-send-1.axolotl'));
    const key = new Secret(Buffer.from(after[2]!.NHKs, 'hex'));
    const opened = await openHeader(readEnvelope(message), [key]);
    expect(readHeader(opened!.text)).toMatchObject([{ number: 0, before: 0 }]);
  });

  test('what we write in that state has the same form, to the byte', async () => {
    const nym = client();
    for (const index of [0, 1, 2]) await nym.read(article(index));
    const recorded = readFileSync(join(folder, 'request-send-1.axolotl'), 'latin1');
    const ours = (await nym.write('x')).toString('latin1');
    const shape = (text: string) => {
      const { header, body } = readEnvelope(Buffer.from(text));
      // S2K count, tag and version stand in the same places; the length is what is left
      return [header, body].map((part) => [part[8], part[9], (part[10] ?? 0) === part.length - 11, part[11]]);
    };
    expect(shape(ours)).toEqual(shape(recorded));
    expect(ours.split('\n')[0]).toBe(recorded.split('\n')[0]);
    expect(ours).toMatch(
      /^-----BEGIN PGP MESSAGE-----\n\n(?:[\w+/]{64}\n)+[\w+/]{1,64}={0,2}\n-----END PGP MESSAGE-----\n$/,
    );
    expect(nym.saved.sending).toMatchObject({ kind: 'same', header: after[2]!.NHKs, sent: 1, sentBefore: 0 });
  });
});

interface Letter {
  readonly server_state_before: Recorded;
  readonly message: string;
  readonly plaintext: string;
  readonly server_state_after: Recorded;
}

const letters = JSON.parse(readFileSync(join(golden, 'letters.json'), 'utf8')) as readonly Letter[];

test.each(letters)('a letter opens at the server and leaves its state as the scheme says', async (letter) => {
  const { server } = sides();
  const past: SavedState['past'] = [];
  server.change((saved) => Object.assign(saved, { ...asKept(letter.server_state_before), past }));
  expect(await server.read(Buffer.from(letter.message))).toBe(letter.plaintext);
  expect(server.saved).toMatchObject(asKept(letter.server_state_after));
});

test('no key of a state shows where the state is printed', () => {
  const { panda } = sides();
  const { root } = panda.saved;
  const print = (state: State) => JSON.stringify(state) + String(state.root);
  expect(print(panda.state)).not.toContain(root);
  expect(print(panda.state)).toContain('[secret]');
  expect(readState(writeState(panda.state)).sending.kind).toBe('same');
});
