import { describe, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { silentLog } from '../../../src/base/log';
import { fieldRaw, firstField, readHeader } from '../../../src/protocol/mime';
import { matchesHsub } from '../../../src/protocol/nymserv';
import type { SecretKey } from '../../../src/protocol/openpgp';
import { open, readSecretKey, seal } from '../../../src/protocol/openpgp';
import { openNymServer } from '../../../src/sandbox/nymserver';
import { TestClock } from '../../support/clock';
import { secretKey } from '../../support/keys';
import { seededRandom } from '../../support/random';
import { readVector, vectorsFolder } from '../../support/vectors';

interface Manifest {
  keys: Record<string, { secret_hex: string }>;
  articles: RecordedArticle[];
}
interface RecordedArticle {
  file: string;
  kind: string;
  nym_key: string | null;
  hsub: string | null;
  subject: string | null;
  symmetric: string | null;
  layers: string;
  throw_keyid: boolean;
  plain: string;
}

const folder = vectorsFolder('nymserv') ?? '';
const addressee = (kind: string) => (kind.startsWith('url') ? 'url' : kind.startsWith('send') ? 'send' : 'config');

/** What differs from one run to the next: the ids the server invents, and its own dates by a second or two. */
const withoutIds = (text: string) =>
  text.replace(/<[a-z]{10}\.[a-z]{6}@nym\.test>/g, '<id@nym.test>').replace(/^Date: .* -0000$/m, 'Date: now');

(folder === '' ? describe.skip : describe)('the requests the real server was given', () => {
  test('are answered in its own words, in the same layers, under a subject of the same kind', async () => {
    const manifest = JSON.parse(readVector(folder, 'manifest.json').toString()) as Manifest;
    const keys = new Map<string, SecretKey>();
    for (const { secret_hex } of Object.values(manifest.keys)) {
      const key = await readSecretKey(Buffer.from(secret_hex, 'hex'));
      keys.set(key.publicKey.fingerprint, key);
    }
    const serverKey = await secretKey('server');
    const articles: Buffer[] = [];
    let clock = new TestClock();
    const server = openNymServer({
      clock: { now: () => clock.now(), sleep: () => Promise.resolve() },
      random: seededRandom('recorded'),
      log: silentLog,
      domain: 'nym.test',
      key: serverKey,
      post: (article) => void articles.push(article),
      send: () => undefined,
    });

    const asked = manifest.articles.filter(({ file }) => existsSync(join(folder, 'requests', asText(file))));
    expect(asked.length).toBeGreaterThan(15);
    for (const one of asked) {
      clock = new TestClock(dateOf(readVector(folder, one.file)));
      const now = new Date(clock.now());
      const key = one.nym_key === null ? undefined : keys.get(one.nym_key);
      const signer = one.kind.startsWith('create') || !key ? {} : { signer: key };
      const payload = readVector(folder, `requests/${asText(one.file)}`);
      const source = await seal({ payload, recipients: [serverKey.publicKey], now, ...signer });
      server.deliver({ from: 'a@example.org', to: `${addressee(one.kind)}@nym.test`, source });
      await server.settled();
      const article = articles.pop();
      expect({ file: one.file, posted: article !== undefined }).toEqual({ file: one.file, posted: true });
      expect(await shapeOf(one, article ?? Buffer.alloc(0), key, now)).toEqual(expected(one));
      expect(articles).toEqual([]);
    }

    async function shapeOf(one: RecordedArticle, article: Buffer, key: SecretKey | undefined, now: Date) {
      const opened = await open(article, {
        keys: key ? [key] : [],
        passphrases: one.symmetric === null ? [] : [one.symmetric],
        signers: [serverKey.publicKey],
        now,
      });
      const named = opened.layers.flatMap((layer) => (layer.kind === 'public-key' ? layer.recipientKeyIds : []));
      const text = withoutIds(opened.plaintext.toString());
      return {
        file: one.file,
        text: one.kind.startsWith('url') ? text.split('\n')[0] : text,
        signature: opened.signature.verdict,
        layers: opened.layers.map(({ kind }) => kind),
        thrown: named.length > 0 && named.every((id) => id === '0'.repeat(16)),
        subject: subjectKind(one, subjectOf(article)),
      };
    }

    function expected(one: RecordedArticle) {
      const text = withoutIds(readVector(folder, one.plain).toString());
      const isPage = one.kind.startsWith('url');
      return {
        file: one.file,
        text: isPage ? text.split('\n')[0] : text,
        signature: isPage ? 'missing' : 'good',
        layers: one.layers.split('+').map((name) => (name === 'symmetric' ? 'symmetric' : 'public-key')),
        thrown: one.throw_keyid,
        subject: subjectKind(one, subjectOf(readVector(folder, one.file))),
      };
    }
  });
});

function subjectKind({ hsub, subject }: RecordedArticle, text: string): string {
  if (hsub !== null && matchesHsub(text, hsub)) return 'hsub';
  if (subject !== null && text === subject) return 'plain';
  return /^[0-9a-f]{48}$/.test(text) ? 'random' : text;
}

function asText(file: string): string {
  return file.replace(/\.eml$/, '.txt');
}

function subjectOf(article: Buffer): string {
  const field = firstField(readHeader(article).fields, 'Subject');
  return field ? fieldRaw(field) : '';
}

function dateOf(article: Buffer): string {
  const field = firstField(readHeader(article).fields, 'Date');
  return field ? fieldRaw(field) : '';
}
