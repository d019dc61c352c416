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
  /** Whether a message that is not encrypted is refused, before anything in it is unpacked. It is read unless told otherwise. */
  readonly encryptedOnly?: boolean;
}

export interface Opened {
  readonly plaintext: Buffer;
  /** The innermost one: it is nearest to what is read. */
  readonly signature: Signature;
  /** The one of `layers` that the signature stands in, by the same message; undefined where there is none. */
  readonly signedIn: Layer | undefined;
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
 * protection, `not-encrypted`, `too-costly`, `altered`, `too-large`, `too-deep`, `unsupported` or `not-openpgp`.
 */
export async function open(bytes: Uint8Array, wishes: OpenWishes): Promise<Opened> {
  if (bytes.length > limits.inputBytes) throw tooLarge();
  let step = await openLayer(messageBytes(asBuffer(bytes)), wishes);
  let signed = step;
  const layers = step.layer ? [step.layer] : [];
  for (let depth = 1; ; depth++) {
    const inner = wishes.takesOff === 'outermost' ? undefined : nestedMessage(step.plaintext);
    if (!inner) return openedOf(step, signed, layers);
    if (depth >= limits.layers)
      throw new OpenPgpError('too-deep', `The message has more than ${limits.layers} layers.`);
    const next = await openInner(inner, wishes, step);
    if (!next) return openedOf(step, signed, layers);
    step = next;
    if (step.layer) layers.push(step.layer);
    if (step.signature.verdict !== 'missing') signed = step;
  }
}

function openedOf({ plaintext }: Step, { signature, layer }: Step, layers: readonly Layer[]): Opened {
  return { plaintext, signature, signedIn: signature.verdict === 'missing' ? undefined : layer, layers };
}

/** A message inside a signed one may be what the signer wanted to say: one for somebody else is left as it is, and so is a text that is not encrypted. */
async function openInner(inner: Buffer, wishes: OpenWishes, outer: Step): Promise<Step | undefined> {
  try {
    return await openLayer(inner, wishes);
  } catch (error) {
    if (error instanceof OpenPgpError && error.code === 'not-encrypted') return undefined;
    const foreign = error instanceof OpenPgpError && (error.code === 'no-key' || error.code === 'wrong-passphrase');
    if (foreign && outer.signature.verdict !== 'missing') return undefined;
    throw error;
  }
}

async function openLayer(bytes: Buffer, wishes: OpenWishes): Promise<Step> {
  const message = readMessage(bytes);
  if (!message.encrypted) {
    if (wishes.encryptedOnly) throw new OpenPgpError('not-encrypted', 'The message is not encrypted.');
    return read(bytes, undefined, wishes);
  }
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
