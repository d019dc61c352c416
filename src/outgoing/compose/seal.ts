import type { Clock } from '../../base/clock';
import type { Nym } from '../../nym';
import { writeField } from '../../protocol/mime';
import { OpenPgpError, seal } from '../../protocol/openpgp';
import type { LetterKind, Parcel } from '../letter';

/** The server's address for each kind of letter (nymserv.md §1). */
const mailboxes: Record<LetterKind, string> = { send: 'send', create: 'config', config: 'config', url: 'url' };

/** A creation is not signed, because the server does not know the key; a page request, because it need not know the nym. */
const signed: Record<LetterKind, boolean> = { send: true, config: true, create: false, url: false };

/**
 * Encrypts a payload to the nym's server and signs it in the same message (nymserv.md §1, §4). Gives bare armor, or the sentence
 * why these keys can never do it.
 */
export async function sealPayload(
  payload: Uint8Array,
  kind: LetterKind,
  nym: Nym,
  clock: Clock,
): Promise<{ sealed: Buffer } | { never: string }> {
  try {
    const signer = signed[kind] ? { signer: nym.key } : {};
    return { sealed: await seal({ payload, recipients: [nym.server.key], ...signer, now: new Date(clock.now()) }) };
  } catch (error) {
    if (error instanceof OpenPgpError) return { never: error.message };
    throw error;
  }
}

/** RFC 5322 §3.6 wants an author, and some relays insist; this one can be nobody (RFC 2606 §2). */
const author = 'nobody@anonymous.invalid';

/**
 * The outer mail: the nym server's address and the armor, which the server hands to GnuPG as it is. No date, no Message-ID and no
 * subject: they could only tell something, and a relay adds what it needs.
 */
export function wrapSealed(
  sealed: Buffer,
  { kind, id }: { readonly kind: LetterKind; readonly id: number },
  nym: Pick<Nym, 'id' | 'domain'>,
): Parcel {
  const to = `${mailboxes[kind]}@${nym.domain}`;
  const header = writeField('From', author) + writeField('To', to);
  // who asks for a page, the server need not know: not by the circuit of the nym's letters either
  const purpose = kind === 'url' ? `url-${id}` : `nym-${nym.id}`;
  return { purpose, to, source: Buffer.concat([Buffer.from(`${header}\n`), sealed]) };
}
