import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { open, readPublicKey, readSecretKey } from '../../../src/protocol/openpgp';
import { vectorsFolder } from '../../support/vectors';

interface Article {
  readonly file: string;
  readonly symmetric: string | null;
  readonly layers: string;
  readonly throw_keyid: boolean | null;
  readonly signed_by: string | null;
  readonly plaintext_sha256: string;
  readonly nym_key: string | null;
}

interface Manifest {
  readonly server_public_armored: string;
  readonly keys: Readonly<Record<string, { secret_hex: string }>>;
  readonly articles: readonly Article[];
}

const golden = join(__dirname, '../../golden/nymserv');
const folders = [golden, ...[vectorsFolder('nymserv')].flatMap((folder) => (folder ? [folder] : []))];

describe.each(folders)('articles of a real nym server in %s', (folder) => {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;

  test.each(manifest.articles.map((article) => [article.file, article] as const))('%s opens', async (file, article) => {
    const keys = await Promise.all(
      Object.values(manifest.keys).map((key) => readSecretKey(Buffer.from(key.secret_hex, 'hex'))),
    );
    // A wrong passphrase costs as much as the right one: tried where articles are few.
    const wrong = folder === golden ? ['not this one'] : [];
    const passphrases = [...wrong, ...(article.symmetric ? [article.symmetric] : [])];
    const signers = [await readPublicKey(Buffer.from(manifest.server_public_armored))];
    // Older than every key and signature here: a clock that is late must not turn good into bad.
    const now = new Date('2026-11-01T00:00:00Z');
    const opened = await open(readFileSync(join(folder, file)), { keys, passphrases, signers, now });
    expect(createHash('sha256').update(opened.plaintext).digest('hex')).toBe(article.plaintext_sha256);
    expect(opened.signature.verdict).toBe(article.signed_by === null ? 'missing' : 'good');
    expect(opened.signature.fingerprint ?? null).toBe(article.signed_by);
    expect(opened.layers.map(({ kind }) => kind)).toEqual(
      article.layers.split('+').map((layer) => (layer.startsWith('sym') ? 'symmetric' : 'public-key')),
    );
  });
});
