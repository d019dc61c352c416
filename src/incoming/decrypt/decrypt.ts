import type { Nym } from '../../nym';
import { open, OpenPgpError, readRecipients } from '../../protocol/openpgp';
import type { Opened, Openers, RawRsa } from '../../protocol/openpgp';
import type { Article, Finding, Scheme } from '../article';
import { openEndToEnd } from './endToEnd';
import { limits } from './limits';
import { reasonOf } from './reasons';

/**
 * Opens an article for one nym: with every key and passphrase it has or had. Never throws on what a stranger may post:
 * what bears the nym's subject and does not open is `unreadable`, with the reason; what was only tried is then `not-ours`.
 * `now` is in milliseconds since 1970; `raw` is where keys are tried that may not fit.
 */
export async function decrypt(article: Article, nym: Nym, scheme: Scheme, now: number, raw?: RawRsa): Promise<Finding> {
  if (scheme === 'trial' && !mayBeFor(article, nym)) return { kind: 'not-ours' };
  const openers = { keys: keysOf(nym), passphrases: nym.passphrases, raw: scheme === 'trial' ? raw : undefined };
  try {
    const opened = await openWith(article, nym, openers, now);
    const endToEnd =
      opened.signature.verdict === 'good' && (await openEndToEnd(opened.plaintext, { nym, keys: openers.keys }, now));
    return { ...findingOf(opened, nym.passphrases), ...(endToEnd && { endToEnd }) };
  } catch (error) {
    if (scheme === 'trial' && !(await isForUs(error, article, nym))) return { kind: 'not-ours' };
    return { kind: 'unreadable', reason: reasonOf(error, 'server') };
  }
}

type Passphrases = Nym['passphrases'];

/** Mail to a nym that was made again is still under way to the key it had before. */
function keysOf({ key, oldKeys }: Nym): Nym['key'][] {
  return [key, ...oldKeys];
}

function openWith({ body }: Article, { server }: Nym, openers: Openers, now: number) {
  return open(body, { ...openers, signers: [server.key], now: new Date(now), maxBytes: limits.payloadBytes });
}

/** A look at the packets' heads, thousands of times cheaper than a private key: named for somebody else, or nothing we could open. */
function mayBeFor(article: Article, nym: Nym): boolean {
  const to = readRecipients(article.body);
  if (!to) return false;
  if (to.symmetric && nym.passphrases.length > 0) return true;
  return to.keyIds.some((id) => isHidden(id) || keysOf(nym).some(({ publicKey }) => publicKey.keyIds.includes(id)));
}

function isHidden(keyId: string): boolean {
  return /^0+$/.test(keyId);
}

function findingOf({ plaintext, signature, layers }: Opened, passphrases: Passphrases): Finding {
  const { verdict, fingerprint, created } = signature;
  const openedBy = layers.findLast((layer) => layer.kind === 'public-key')?.openedBy;
  const outer = layers.find((layer) => layer.kind === 'symmetric');
  const passphrase = outer && passphrases[outer.passphraseIndex];
  return {
    kind: 'opened',
    payload: plaintext,
    signature: { verdict, ...(fingerprint !== undefined && { fingerprint }), ...(created && { created }) },
    ...(openedBy !== undefined && { openedBy }),
    ...(passphrase !== undefined && { passphrase }),
    passphraseOnly: layers.length > 0 && layers.every((layer) => layer.kind === 'symmetric'),
  };
}

/**
 * Whether an article that failed to open was meant for this nym all the same: a key or passphrase did fit, and what was
 * inside is what is wrong. Then it fails otherwise than with no key at all.
 */
async function isForUs(error: unknown, article: Article, nym: Nym): Promise<boolean> {
  if (error instanceof OpenPgpError && error.code === 'no-key' && nym.passphrases.length === 0) return false;
  const without = await openWith(article, nym, { keys: [], passphrases: [] }, 0).catch((other: unknown) => other);
  return error instanceof OpenPgpError && without instanceof OpenPgpError && error.code !== without.code;
}
