import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, normalize } from 'node:path';
import { codeOf, messageOf, UserError } from '../../base/errors';
import { utf8 } from '../../base/bytes';
import type { Selector } from '../../protocol/nymserv';
import type { PublicKey, SecretKey } from '../../protocol/openpgp';
import { readPublicKeys, readSecretKey } from '../../protocol/openpgp';

/** What a manifest says of one article. Whatever it leaves out is undefined. */
export interface VectorCase {
  readonly file: string;
  /** The manifest's own name for what the article is: `create-hsub`, `inbound-plain`... */
  readonly kind: string | undefined;
  /** Whose it is: articles with the same owner are read with the same keys and selectors. */
  readonly owner: string;
  /** Upper-case fingerprint of the nym's key. */
  readonly nymKey: string | undefined;
  readonly selector: Selector;
  readonly symmetric: string | undefined;
  /** Whether the server signed it, and the fingerprint of its key where the manifest gives that. */
  readonly signed: boolean;
  readonly signedBy: string | undefined;
  readonly length: number | undefined;
  /** Of the plaintext; undefined where the manifest gives neither the hash nor the text itself. */
  readonly sha256: string | undefined;
}

export interface VectorSet {
  readonly keys: readonly SecretKey[];
  readonly serverKeys: readonly PublicKey[];
  readonly cases: readonly VectorCase[];
  /** One sentence for each key that is listed and cannot be read. */
  readonly faults: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

/** Reads `manifest.json` of a folder. Throws UserError with the reason where it cannot be used. */
export async function readManifest(folder: string): Promise<VectorSet> {
  const path = join(folder, 'manifest.json');
  const manifest = await readJson(path);
  const { articles, keys } = manifest;
  if (!Array.isArray(articles) || articles.length === 0) throw new UserError(`${path} lists no articles.`);
  const faults: string[] = [];
  const attempt = <T>(name: string, read: Promise<T[]>) =>
    read.catch((error: unknown) => {
      faults.push(`the key of ${name} cannot be read: ${messageOf(error)}`);
      return [];
    });
  const secret = Object.entries(isObject(keys) ? keys : {}).map(([name, key]) => attempt(name, readKey(key)));
  return {
    keys: (await Promise.all(secret)).flat(),
    serverKeys: await attempt('the server', readServerKeys(manifest)),
    cases: await Promise.all(articles.map((one: unknown, index) => readCase(folder, one, index))),
    faults,
  };
}

async function readServerKeys(manifest: Json): Promise<PublicKey[]> {
  const armored = textIn(manifest, 'server_public_armored', 'server_public');
  return armored === undefined ? [] : await readPublicKeys(utf8(armored));
}

/** A nym's secret key, in hex or armor; none where only its public half is listed. */
async function readKey(listed: unknown): Promise<SecretKey[]> {
  const entry: Json = isObject(listed) ? listed : { secret_hex: listed };
  const hex = textIn(entry, 'secret_hex');
  const armored = textIn(entry, 'secret_armored', 'secret');
  if (hex !== undefined) return [await readSecretKey(Buffer.from(hex, 'hex'))];
  return armored === undefined ? [] : [await readSecretKey(utf8(armored))];
}

/** The bytes of a file that a manifest names, which must lie inside the folder. */
export async function readVectorFile(folder: string, name: string): Promise<Buffer> {
  const path = normalize(name);
  if (isAbsolute(path) || path.startsWith('..')) throw new UserError(`The manifest names a file outside: ${name}`);
  return await readFile(join(folder, path));
}

async function readJson(path: string): Promise<Json> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (isObject(value)) return value;
  } catch (error) {
    const isMissing = ['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '');
    throw new UserError(
      isMissing
        ? `This is no folder of recorded articles: there is no ${path}.`
        : `Cannot read ${path}: ${messageOf(error)}`,
    );
  }
  throw new UserError(`${path} holds no manifest.`);
}

async function readCase(folder: string, article: unknown, index: number): Promise<VectorCase> {
  const file = isObject(article) ? textIn(article, 'file') : undefined;
  if (!isObject(article) || file === undefined)
    throw new UserError(`Article ${index + 1} in the manifest of ${folder} names no file.`);
  const symmetric = textIn(article, 'symmetric');
  const nymKey = fingerprintIn(article, 'nym_key');
  const signedBy = fingerprintIn(article, 'signed_by');
  const length = article.plaintext_len;
  return {
    file,
    kind: textIn(article, 'kind'),
    owner: nymKey ?? textIn(article, 'nym') ?? symmetric ?? file,
    nymKey,
    selector: readSelector(article),
    symmetric,
    signed: signedBy !== undefined || (article.signed_by === undefined && saysSigned(article)),
    signedBy,
    length: typeof length === 'number' ? length : undefined,
    sha256: textIn(article, 'plaintext_sha256')?.toLowerCase() ?? (await hashOf(folder, textIn(article, 'plain'))),
  };
}

function fingerprintIn(article: Json, name: string): string | undefined {
  return textIn(article, name)?.replaceAll(' ', '').toUpperCase();
}

function saysSigned(article: Json): boolean {
  return (
    textIn(article, 'layers')
      ?.split(/[^a-z]/)
      .includes('signed') ?? false
  );
}

/** SHA-256 of a plaintext that lies beside the article; undefined where none does. */
async function hashOf(folder: string, plain: string | undefined): Promise<string | undefined> {
  if (plain === undefined) return undefined;
  const text = await readVectorFile(folder, plain).catch(() => undefined);
  return text && createHash('sha256').update(text).digest('hex');
}

/** By the scheme the manifest names, or by what it gives to search for; by the key alone where it gives nothing. */
function readSelector(article: Json): Selector {
  const scheme = textIn(article, 'selector')?.toLowerCase();
  const hsub = textIn(article, 'hsub');
  const esub = readEsub(article);
  const subject = textIn(article, 'subject');
  const may = (...names: readonly string[]) => scheme === undefined || names.includes(scheme);
  if (hsub !== undefined && may('hsub')) return { scheme: 'hsub', passphrase: hsub };
  if (esub && may('esub')) return { scheme: 'esub', ...esub };
  if (subject !== undefined && may('subject', 'plain')) return { scheme: 'plain', text: subject };
  return { scheme: 'trial' };
}

/** An eSub's two halves: an object, or a text beside its key. */
function readEsub(article: Json): { text: string; key: string } | undefined {
  const esub = article.esub;
  const from = isObject(esub) ? esub : article;
  const text = isObject(esub) ? textIn(esub, 'text', 'subject') : textIn(article, 'esub', 'esub_text', 'esub_subject');
  const key = isObject(esub) ? textIn(from, 'key', 'passphrase') : textIn(from, 'esub_key', 'key');
  return text === undefined || key === undefined ? undefined : { text, key };
}

/** The first of these members that is a text with something in it. */
function textIn(object: Json, ...names: readonly string[]): string | undefined {
  return names.map((name) => object[name]).find((value): value is string => typeof value === 'string' && value !== '');
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
