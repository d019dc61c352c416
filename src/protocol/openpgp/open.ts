import type { Message as LibraryMessage } from 'openpgp';
import { asBuffer } from '../../base/bytes';
import { readContent } from './content';
import { decryptData } from './decrypt';
import { OpenPgpError } from './errors';
import type { PublicKey } from './keys';
import { limits } from './limits';
import { messageBytes, readMessage } from './message';
import { nestedMessage } from './nested';
import { findSessionKey } from './sessions';
import type { Layer, Openers } from './sessions';
import { tooLarge } from './unpack';
import { judge } from './verdict';
import type { Signature } from './verdict';

export interface OpenWishes extends Openers {
  /** Keys whose signatures can be judged. */
  readonly signers: readonly PublicKey[];
  readonly now: Date;
  /** The most bytes that a layer may unpack to; 40 MiB unless told otherwise. */
  readonly maxBytes?: number;
  /** What is taken off: `all` layers unless told otherwise, or the `outermost` alone, as GnuPG does. */
  readonly takesOff?: 'all' | 'outermost';
}

export interface Opened {
  readonly plaintext: Buffer;
  /** The innermost one: it is nearest to what is read. */
  readonly signature: Signature;
  /** Outermost first; none where the message was only signed. */
  readonly layers: readonly Layer[];
}

interface Step {
  readonly plaintext: Buffer;
  readonly signature: Signature;
  readonly layer: Layer | undefined;
}

/**
 * Takes off every layer of a message: encryption to a key or with a passphrase, armor inside armor. The bytes are
 * binary, or hold a block of armor with any text around it, such as the body of an article. Expired keys still open.
 * Throws `no-key` or `wrong-passphrase` where it is not for us, `unauthenticated` where it is but has no integrity
 * protection, `altered`, `too-large`, `too-deep`, `unsupported` or `not-openpgp`.
 */
export async function open(bytes: Uint8Array, wishes: OpenWishes): Promise<Opened> {
  if (bytes.length > limits.inputBytes) throw tooLarge();
  let step = await openLayer(messageBytes(asBuffer(bytes)), wishes);
  let { signature } = step;
  const layers = step.layer ? [step.layer] : [];
  for (let depth = 1; ; depth++) {
    const inner = wishes.takesOff === 'outermost' ? undefined : nestedMessage(step.plaintext);
    if (!inner) return { plaintext: step.plaintext, signature, layers };
    if (depth >= limits.layers)
      throw new OpenPgpError('too-deep', `The message has more than ${limits.layers} layers.`);
    const next = await openInner(inner, wishes, step);
    if (!next) return { plaintext: step.plaintext, signature, layers };
    step = next;
    if (step.layer) layers.push(step.layer);
    if (step.signature.verdict !== 'missing') signature = step.signature;
  }
}

/** A message inside a signed one may be what the signer wanted to say: one for somebody else is left as it is. */
async function openInner(inner: Buffer, wishes: OpenWishes, outer: Step): Promise<Step | undefined> {
  try {
    return await openLayer(inner, wishes);
  } catch (error) {
    const foreign = error instanceof OpenPgpError && (error.code === 'no-key' || error.code === 'wrong-passphrase');
    if (foreign && outer.signature.verdict !== 'missing') return undefined;
    throw error;
  }
}

async function openLayer(bytes: Buffer, wishes: OpenWishes): Promise<Step> {
  const message = readMessage(bytes);
  if (!message.encrypted) return read(bytes, undefined, wishes);
  const { session, layer } = await findSessionKey(message, wishes);
  return read(await decryptData(message.data, session), layer, wishes);
}

async function read(
  inside: Buffer | LibraryMessage<Uint8Array>,
  layer: Layer | undefined,
  wishes: OpenWishes,
): Promise<Step> {
  const { signers, now, maxBytes = limits.plaintextBytes } = wishes;
  const content = Buffer.isBuffer(inside) ? await readContent(inside, maxBytes) : inside;
  const { text, signature } = Buffer.isBuffer(content) ? unsigned(content) : await judge(content, signers, now);
  if (text.length > maxBytes) throw tooLarge();
  return { plaintext: asBuffer(text), signature, layer };
}

function unsigned(text: Buffer): { text: Buffer; signature: Signature } {
  return { text, signature: { verdict: 'missing' } };
}
