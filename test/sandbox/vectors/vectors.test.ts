import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vectors } from '../../../src/cli/vectors';
import { makeHsub } from '../../../src/protocol/nymserv';
import { seal, sealSymmetric } from '../../../src/protocol/openpgp';
import { checkVectors } from '../../../src/sandbox/vectors';
import type { KeyOwner } from '../../support/keys';
import { publicKey, secretKey } from '../../support/keys';
import { seededRandom } from '../../support/random';
import { vectorsFolder } from '../../support/vectors';

const random = seededRandom('vectors');
const now = new Date('2026-11-22T12:00:00Z');
const roots: string[] = [];
afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true });
});

interface Wishes {
  subject: string;
  text?: string;
  to?: KeyOwner;
  signer?: KeyOwner | null;
  symmetric?: string;
  /** Added to the manifest's entry, or put in the place of what would stand there; undefined leaves it out. */
  entry?: Record<string, unknown>;
}

const mail = 'From: bob@example.org\nSubject: hello\n\nHello panda\n';

/** An article as the server posts it, and what a manifest would say of it. */
async function makeArticle({ subject, text = mail, to = 'alice', signer = 'server', symmetric, entry }: Wishes) {
  const key = await secretKey(to);
  const wishes = { payload: Buffer.from(text), recipients: [key.publicKey], now, wildcard: symmetric === undefined };
  const sealed = await seal({ ...wishes, ...(signer === null ? {} : { signer: await secretKey(signer) }) });
  const body = symmetric === undefined ? sealed : await sealSymmetric({ payload: sealed, passphrase: symmetric, now });
  const source = Buffer.concat([Buffer.from(`From: a@example.org\nSubject: ${subject}\n\n`), body]);
  const said = {
    kind: 'inbound-plain',
    nym: 'panda@nym.test',
    nym_key: key.publicKey.fingerprint,
    symmetric: symmetric ?? null,
    signed_by: signer === null ? null : (await publicKey(signer)).fingerprint,
    plaintext_len: Buffer.byteLength(text),
    plaintext_sha256: createHash('sha256').update(text).digest('hex'),
    ...entry,
  };
  return { source, said };
}

/** A folder with these articles and their manifest; `change` has the last word on it. */
async function makeFolder(articles: Wishes[], change: (manifest: Record<string, unknown>) => unknown = (m) => m) {
  const root = mkdtempSync(join(tmpdir(), 'nymbridge-vectors-'));
  roots.push(root);
  const entries: unknown[] = [];
  for (const [index, wishes] of articles.entries()) {
    const { source, said } = await makeArticle(wishes);
    const file = `${index + 1}.eml`;
    writeFileSync(join(root, file), source);
    entries.push({ file, ...said });
  }
  const keys = Object.fromEntries(
    await Promise.all(
      (['alice', 'carol'] as const).map(async (owner) => {
        return [owner, { secret_hex: (await secretKey(owner)).binary().toString('hex') }] as const;
      }),
    ),
  );
  const manifest = { server_public_armored: (await publicKey('server')).armored(), keys, articles: entries };
  writeFileSync(join(root, 'manifest.json'), JSON.stringify(change(manifest)));
  return root;
}

async function check(
  folder: string,
  foreign = 2,
): Promise<{ fine: boolean; lines: string[]; last: string | undefined }> {
  const lines: string[] = [];
  const { whole: fine } = await checkVectors(folder, {
    random,
    foreign,
    now: now.getTime(),
    out: (line) => lines.push(line),
  });
  return { fine, lines, last: lines.at(-1) };
}

const hsub = (passphrase: string) => ({
  subject: makeHsub(passphrase, random),
  entry: { selector: 'hsub', hsub: passphrase },
});
const esub = '14857375e7174ae1dd83b80612f8a148e2777c7ae78c4c7d';

describe('a set that is as its manifest says', () => {
  test.each<[string, Wishes[], string]>([
    [
      'several nyms on one key',
      [
        hsub('one'),
        { subject: 'To two', entry: { selector: 'subject', subject: 'To two', nym: 'two@nym.test' } },
        { subject: 'ab'.repeat(24), entry: { selector: 'random', nym: 'three@nym.test' } },
      ],
      'opened 3 of 3, matched 3 of 3, verified 3 of 3',
    ],
    [
      'two nyms under one plain subject: the key tells',
      [
        { subject: 'Hello', entry: { selector: 'subject', subject: 'Hello' } },
        { subject: 'Hello', to: 'carol', entry: { selector: 'subject', subject: 'Hello' } },
      ],
      'opened 2 of 2, matched 2 of 2, verified 2 of 2',
    ],
    [
      'eSub, as an object or side by side',
      [
        { subject: esub, entry: { selector: 'esub', esub: { text: 'text', key: 'key' } } },
        { subject: esub, entry: { esub: 'text', esub_key: 'key' } },
      ],
      'opened 2 of 2, matched 2 of 2, verified 2 of 2',
    ],
    [
      'a random subject over a symmetric layer',
      [{ subject: 'cd'.repeat(24), symmetric: 'bamboo', entry: { selector: 'random' } }],
      'opened 1 of 1, matched 1 of 1, verified 1 of 1',
    ],
    [
      'no selector, no kind, no nym: the key tells',
      [
        {
          subject: 'whatever',
          entry: { kind: undefined, nym: undefined, nym_key: undefined, plaintext_len: undefined },
        },
      ],
      'opened 1 of 1, matched 1 of 1, verified 1 of 1',
    ],
    ['nothing signed', [{ ...hsub('x'), signer: null }], 'opened 1 of 1, matched 1 of 1, verified 0 of 0'],
    [
      'a signer that is only implied',
      [{ ...hsub('x'), entry: { ...hsub('x').entry, hsub: undefined, signed_by: undefined, layers: 'pubkey-signed' } }],
      'opened 1 of 1, matched 1 of 1, verified 1 of 1',
    ],
    [
      'a kind nobody has heard of',
      [{ ...hsub('y'), text: 'something else', entry: { selector: 'random', kind: 'new-thing' } }],
      'opened 1 of 1, matched 1 of 1, verified 1 of 1',
    ],
  ])('%s', async (_, articles, last) => {
    expect(await check(await makeFolder(articles))).toMatchObject({ fine: true, last });
  });
});

describe('what falls short is said, article by article', () => {
  const good: Wishes = { subject: 'Hello', entry: { selector: 'subject', subject: 'Hello' } };
  const entry = (more: Record<string, unknown>): Wishes => ({ ...good, entry: { ...good.entry, ...more } });

  test.each<[string, Wishes, string, string]>([
    ['another hash', entry({ plaintext_sha256: '0'.repeat(64) }), 'opened 0', '1.eml: opens to another text'],
    ['another length', entry({ plaintext_len: 3 }), 'opened 0', '1.eml: opens to another text'],
    ['a key that is not there', { ...good, to: 'bob' }, 'opened 0 of 1', '1.eml: does not open'],
    [
      'a wrong passphrase',
      { ...entry({ symmetric: 'other' }), symmetric: 'bamboo' },
      'opened 0',
      '1.eml: does not open',
    ],
    ['a forger', { ...good, signer: 'bob' }, 'verified 0 of 1', '1.eml: its signature is unknown-key'],
    [
      'a nym that signs for the server',
      { ...entry({ signed_by: 'F'.repeat(40) }), signer: 'alice' },
      'verified 0',
      '1.eml',
    ],
    [
      'no signature',
      { ...good, signer: null, entry: { ...good.entry, signed_by: 'F'.repeat(40) } },
      'verified 0',
      'missing',
    ],
    ['another subject', entry({ subject: 'Good-bye' }), 'matched 0 of 1', '1.eml: its subject does not match'],
    ['another hSub', entry({ selector: 'hsub', hsub: 'x' }), 'matched 0 of 1', '1.eml: its subject does not match'],
    [
      'another eSub',
      entry({ selector: 'esub', esub: { text: 'a', key: 'b' } }),
      'matched 0',
      'does not match its esub',
    ],
    [
      'another kind',
      entry({ kind: 'create-hsub' }),
      'opened 1 of 1',
      '1.eml: is taken for "mail" and should be "created"',
    ],
    ['a missing file', entry({ file: 'gone.eml' }), 'opened 0 of 1, matched 0 of 1', 'gone.eml: cannot be read'],
    ['a file elsewhere', entry({ file: '../../etc/passwd' }), 'opened 0 of 1', 'names a file outside'],
  ])('%s', async (_, article, sum, line) => {
    const { fine, lines, last } = await check(await makeFolder([article]));
    expect(fine).toBe(false);
    expect(last).toContain(sum);
    expect(lines.join('\n')).toContain(line);
  });

  test('an article that a second nym lays claim to is not matched', async () => {
    const subject = makeHsub('shared', random);
    const claim = { selector: 'hsub', hsub: 'shared' };
    const folder = await makeFolder([
      { subject, entry: claim },
      { subject: makeHsub('shared', random), to: 'carol', entry: claim },
      { subject: makeHsub('shared', random), entry: { ...claim, nym_key: (await publicKey('carol')).fingerprint } },
    ]);
    const { fine, last, lines } = await check(folder);
    expect(fine).toBe(false);
    expect(last).toBe('opened 2 of 3, matched 2 of 3, verified 2 of 3');
    expect(lines.join('\n')).toContain('3.eml');
  });

  test('a key that cannot be read is named, and hurts only where it is needed', async () => {
    const folder = await makeFolder([good], (m) => ({
      ...m,
      keys: { ...(m.keys as object), broken: { secret_hex: '99' } },
    }));
    const { fine, lines } = await check(folder);
    expect(fine).toBe(true);
    expect(lines[0]).toContain('the key of broken cannot be read');
  });
});

describe('the verb', () => {
  async function run(folder: string): Promise<{ status: number; lines: string[] }> {
    const lines: string[] = [];
    return { status: await vectors(folder, (line) => lines.push(line)), lines };
  }

  test('gives a script the counts and the report as one value', async () => {
    const lines: string[] = [];
    const status = await vectors(join(__dirname, '../../golden/nymserv'), (line) => lines.push(line), true);
    expect(status).toBe(0);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ articles: 4, opened: 4, verified: 3, whole: true });
  });

  test('ends with 0 where all is well', async () => {
    const { status, lines } = await run(join(__dirname, '../../golden/nymserv'));
    expect(lines.at(-1)).toBe('opened 4 of 4, matched 4 of 4, verified 3 of 3');
    expect(status).toBe(0);
  });

  test('ends with 1 where something falls short', async () => {
    const { status } = await run(await makeFolder([{ subject: 'x', entry: { selector: 'hsub', hsub: 'x' } }]));
    expect(status).toBe(1);
  });

  test.each<[string, (manifest: Record<string, unknown>) => unknown]>([
    ['an empty list', (m) => ({ ...m, articles: [] })],
    ['no list', (m) => ({ ...m, articles: 'all' })],
    ['articles that are none', (m) => ({ ...m, articles: [1, null] })],
    ['another kind of JSON', () => [1, 2]],
    ['null', () => null],
  ])('ends with 1 and a sentence for a manifest with %s', async (_, change) => {
    const { status, lines } = await run(await makeFolder([], change));
    expect(status).toBe(1);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/manifest/);
  });

  test('ends with 1 and a sentence for a folder that is none', async () => {
    const { status, lines } = await run('/nonexistent/folder');
    expect(status).toBe(1);
    expect(lines[0]).toContain('/nonexistent/folder');
  });
});

const folder = vectorsFolder('nymserv');
(folder === undefined ? describe.skip : describe)('the recorded articles', () => {
  let result: Awaited<ReturnType<typeof check>>;
  beforeAll(async () => {
    result = await check(folder ?? '', 20);
  });

  test('all open, match and verify', () => {
    expect(result.last).toBe('opened 30 of 30, matched 30 of 30, verified 27 of 27');
    expect(result.lines).toHaveLength(2);
    expect(result.fine).toBe(true);
  });

  test('are told apart', () => {
    expect(result.lines[0]).toBe(
      'kinds: created 3, changed 7, receipt 4, no-recipient 1, duplicate 1, reserved 1, page 3, deleted 1, mail 9',
    );
  });
});
