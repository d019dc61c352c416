import { utf8 } from '../../base/bytes';
import type { Random } from '../../base/random';
import { randomPlainText } from '../../base/random';
import { makeHsub } from '../../protocol/nymserv';
import type { PublicKey } from '../../protocol/openpgp';
import { seal, sealSymmetric } from '../../protocol/openpgp';
import type { Conf } from './conf';
import { dateField, textOf } from './conf';
import { putIntoLayer } from './layer';
import type { Server } from './types';

const group = 'alt.anonymous.messages';
const subjectDigits = 48;

/**
 * Signs and encrypts a payload to a nym and posts it under the subject its options ask for (nymserv.md §6). The key id
 * is thrown away unless a symmetric or an ephemeral layer hides it. A key that cannot encrypt or has expired: nothing is posted.
 */
export async function postToNym(server: Server, conf: Conf, payload: Uint8Array): Promise<void> {
  const symmetric = textOf(conf, 'symmetric');
  const sealed = await sealTo(server, conf.key, payload, symmetric === undefined && !conf.layer);
  if (!sealed) return;
  const now = new Date(server.clock.now());
  const body = symmetric === undefined ? sealed : await sealSymmetric({ payload: sealed, passphrase: symmetric, now });
  await postArticle(server, subjectFor(conf, server.random), await putIntoLayer(server, conf, body));
}

/** Answers a key that gets no nym: random subject, key id thrown, whatever options were asked for (nymserv.md §6). */
export async function postToStranger(server: Server, key: PublicKey, payload: Uint8Array): Promise<void> {
  const sealed = await sealTo(server, key, payload, true);
  if (sealed) await postArticle(server, randomSubject(server.random), sealed);
}

/** Posts under a passphrase alone, unsigned: the answer to a URL request (nymserv.md §7). */
export async function postSymmetric(server: Server, hsub: string, passphrase: string, payload: Buffer): Promise<void> {
  const body = await sealSymmetric({ payload, passphrase, now: new Date(server.clock.now()) });
  await postArticle(server, makeHsub(hsub, server.random, subjectDigits), body);
}

async function sealTo(
  server: Server,
  key: PublicKey,
  payload: Uint8Array,
  wildcard: boolean,
): Promise<Buffer | undefined> {
  const now = new Date(server.clock.now());
  if (!key.canEncrypt || (key.expires && key.expires <= now)) {
    server.record.refused.push('the key cannot encrypt');
    return undefined;
  }
  return await seal({ payload, recipients: [key], signer: server.key, wildcard, compression: 'zlib', now });
}

async function postArticle(server: Server, subject: string, body: Buffer): Promise<void> {
  const date = dateField(server.clock.now());
  const header = [
    `Path: nymserv.${server.domain}!not-for-mail`,
    `From: Nobody <noreply@${server.domain}>`,
    `Subject: ${subject}`,
    `Message-ID: ${makeMessageId(server.domain, server.random)}`,
    `Newsgroups: ${group}`,
    `Injection-Info: nymserv.${server.domain}; mail-complaints-to="abuse@${server.domain}"`,
    `Date: ${date}`,
    `Injection-Date: ${date}`,
  ];
  await server.post(Buffer.concat([utf8(`${header.join('\n')}\n\n`), body]));
  server.record.posted++;
}

function subjectFor(conf: Conf, random: Random): string {
  const hsub = textOf(conf, 'hsub');
  if (hsub !== undefined) return makeHsub(hsub, random, subjectDigits);
  return textOf(conf, 'subject') ?? randomSubject(random);
}

function randomSubject(random: Random): string {
  return random.bytes(subjectDigits / 2).toString('hex');
}

const letters = 'abcdefghijklmnopqrstuvwxyz';

/** `<10 letters.6 letters@D>` (nymserv.md §4). */
export function makeMessageId(domain: string, random: Random): string {
  return `<${randomPlainText(random, 10, letters)}.${randomPlainText(random, 6, letters)}@${domain}>`;
}
