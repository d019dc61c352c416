import { forMailClient } from '../../base/bytes';
import type { Nym } from '../../nym';
import { messageIn, readReply } from '../../protocol/nymserv';
import { open, OpenPgpError, readRecipients } from '../../protocol/openpgp';
import type { Opened, Openers, RawRsa } from '../../protocol/openpgp';
import type { Article, Finding, Outcome, Scheme } from '../article';
import { openEndToEnd } from './endToEnd';
import { takeOff } from './layer';
import { limits } from './limits';
import { reasonOf, reasonOfLayer, signedElsewhere } from './reasons';

/** What opening may need besides the article. */
export interface Around {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Where keys are tried that may not fit; in this thread where it is left out. */
  readonly raw?: RawRsa | undefined;
  /** What came out of the article's ephemeral layer when that was opened: it opens only once. */
  readonly inner?: Buffer | undefined;
}

/**
 * Opens an article for one nym: with every layer, key and passphrase it has or had. Never throws on what a stranger may post:
 * what bears the nym's subject and does not open is `unreadable`, with the reason; what was only tried is then `not-ours`.
 */
export async function decrypt(article: Article, nym: Nym, scheme: Scheme, around: Around): Promise<Finding> {
  const { now, inner } = around;
  if (inner) return openOurs(inner, nym, now);
  const bared = await takeOff(article.body, nym.layers, now);
  switch (bared.kind) {
    case 'opened':
      return { ...(await openOurs(bared.layer.inner, nym, now)), layer: bared.layer };
    case 'duplicate':
      return { kind: 'duplicate' };
    case 'closed':
      return { kind: 'unreadable', reason: reasonOfLayer(bared.code) };
    case 'foreign':
    case 'none': {
      const finding = await (scheme === 'trial' ? tryOn(article.body, nym, around) : openOurs(article.body, nym, now));
      // what does not open as an OpenPGP message either is told by its layer
      const told = bared.kind === 'foreign' && finding.kind === 'unreadable';
      return told ? { kind: 'unreadable', reason: reasonOfLayer(bared.code) } : finding;
    }
  }
}

/** Opens a message that is surely the nym's. */
async function openOurs(body: Buffer, nym: Nym, now: number): Promise<Outcome> {
  try {
    return await openWhole(body, nym, { now });
  } catch (error) {
    return { kind: 'unreadable', reason: reasonOf(error, 'server') };
  }
}

/** Opens one that may be the nym's, or anybody's. */
async function tryOn(body: Buffer, nym: Nym, around: Around): Promise<Finding> {
  if (!mayBeFor(body, nym)) return { kind: 'not-ours' };
  try {
    return await openWhole(body, nym, around);
  } catch (error) {
    if (!(await isForUs(error, body, nym))) return { kind: 'not-ours' };
    return { kind: 'unreadable', reason: reasonOf(error, 'server') };
  }
}

async function openWhole(body: Buffer, nym: Nym, { now, raw }: Around): Promise<Outcome> {
  const keys = keysOf(nym);
  // the latest first, for there is an end to what is tried
  const passphrases = [...nym.passphrases].reverse();
  const opened = await openWith(body, nym, { keys, passphrases, raw }, now);
  if (opened.signature.verdict === 'good' && !isSignedForUs(opened))
    return { kind: 'unreadable', reason: signedElsewhere };
  const endToEnd =
    opened.signature.verdict === 'good' && (await openEndToEnd(mailIn(opened.plaintext), { nym, keys }, now));
  return { ...findingOf(opened, passphrases), ...(endToEnd && { endToEnd }) };
}

/** Whether the signature is where the server has it (nymserv.md §6): anybody can take what it has signed out of another encryption. */
function isSignedForUs({ signedIn, layers }: Opened): boolean {
  return signedIn?.kind === 'public-key' && signedIn === layers.at(-1);
}

/** The mail as a mail client is given it: what is judged has to be what is read, and a lone CR begins a line only there. */
function mailIn(payload: Buffer): Buffer {
  return forMailClient(messageIn(payload, readReply(payload)));
}

type Passphrases = Nym['passphrases'];

/** Mail to a nym that was made again is still under way to the key it had before. */
function keysOf({ key, oldKeys }: Nym): Nym['key'][] {
  return [key, ...oldKeys];
}

function openWith(body: Buffer, { server }: Nym, openers: Openers, now: number) {
  return open(body, {
    ...openers,
    signers: [server.key],
    now: new Date(now),
    maxBytes: limits.payloadBytes,
    encryptedOnly: true,
  });
}

/** A look at the packets' heads, thousands of times cheaper than a private key: named for somebody else, or nothing we could open. */
function mayBeFor(body: Buffer, nym: Nym): boolean {
  const to = readRecipients(body);
  if (!to) return false;
  if (to.symmetric && nym.passphrases.length > 0) return true;
  return to.keyIds.some((id) => isHidden(id) || keysOf(nym).some(({ publicKey }) => publicKey.keyIds.includes(id)));
}

function isHidden(keyId: string): boolean {
  return /^0+$/.test(keyId);
}

function findingOf({ plaintext, signature, layers }: Opened, passphrases: Passphrases): Outcome {
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
async function isForUs(error: unknown, body: Buffer, nym: Nym): Promise<boolean> {
  if (error instanceof OpenPgpError && error.code === 'no-key' && nym.passphrases.length === 0) return false;
  // nothing fitted before that
  if (error instanceof OpenPgpError && error.code === 'too-costly') return false;
  const without = await openWith(body, nym, { keys: [], passphrases: [] }, 0).catch((other: unknown) => other);
  return error instanceof OpenPgpError && without instanceof OpenPgpError && error.code !== without.code;
}
