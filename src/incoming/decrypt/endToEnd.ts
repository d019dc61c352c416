import { sameAddress } from '../../base/address';
import type { Contact, Nym } from '../../nym';
import { readStructure } from '../../protocol/mime';
import type { Envelope, Structure } from '../../protocol/mime';
import { open } from '../../protocol/openpgp';
import type { Opened } from '../../protocol/openpgp';
import { findSealed } from '../../protocol/pgpmime';
import type { EndToEnd, SenderSignature } from '../article';
import { readContents } from './contents';
import { limits } from './limits';
import { reasonOf } from './reasons';

/** Whose mail it is, and what may open it. */
export interface Owner {
  readonly nym: Pick<Nym, 'server' | 'contacts'>;
  readonly keys: readonly Nym['key'][];
}

/**
 * Opens what a correspondent has encrypted to the nym's key, where that is the whole of a mail: one PGP/MIME entity or one text. What
 * is encrypted in parts stays closed, for what stands beside it may be somebody else's, and made to carry off what opens (the EFAIL
 * attacks). Undefined where nothing is encrypted. Never throws: what does not open arrives as it came. `mail`: as a mail client is given it,
 * to the byte; `now`: ms since 1970.
 */
export async function openEndToEnd(mail: Buffer, owner: Owner, now: number): Promise<EndToEnd | undefined> {
  const structure = readStructure(mail);
  const sealed = findSealed(structure.root, mail);
  switch (sealed.kind) {
    case 'none':
      return undefined;
    case 'mixed':
      return { kind: 'mixed', reason: 'Only a part of it is encrypted, and stays closed.' };
    case 'smime':
      return { kind: 'not-opened', reason: 'It is S/MIME, which is for your mail client to open.' };
    case 'entity':
    case 'text':
      return openWhole(sealed, structure, owner, now).catch((error: unknown): EndToEnd => ({
        kind: 'not-opened',
        reason: reasonOf(error, 'correspondent'),
      }));
  }
}

async function openWhole(
  { kind, armor }: { readonly kind: 'entity' | 'text'; readonly armor: Buffer },
  { envelope, root }: Structure,
  { nym: { server, contacts }, keys }: Owner,
  now: number,
): Promise<EndToEnd> {
  const ofServer = [server.key, ...server.formerKeys];
  const signers = [...ofServer, ...contacts.map(({ key }) => key)];
  const wishes = { keys, passphrases: [], signers, now: new Date(now), maxBytes: limits.payloadBytes };
  const { plaintext, signature, layers } = await open(armor, wishes);
  // The newsgroup is public: anybody can mail a copy of an article to the nym that they think it is for. It would open, and an
  // answer that quotes it would prove them right.
  if (ofServer.some(({ keyIds }) => signature.keyId !== undefined && keyIds.includes(signature.keyId)))
    return { kind: 'not-opened', reason: 'It is no letter: what is in it is signed by the nym server.' };
  const { form, contents, isSealed, isSigned } = readContents(kind, plaintext, root.params);
  if (isSealed || layers.length !== 1)
    return { kind: 'mixed', reason: 'There is something encrypted inside what is encrypted: both stay closed.' };
  const verdict = judge(signature, envelope, contacts);
  return {
    ...{ kind: 'opened', form, contents },
    signature: isSigned && verdict.verdict === 'missing' ? { verdict: 'in-the-mail' } : verdict,
  };
}

/** A good signature says who wrote the text; whether that is who the mail says it is from is another question. */
function judge(signature: Opened['signature'], { from }: Envelope, contacts: readonly Contact[]): SenderSignature {
  const { verdict, fingerprint, created } = signature;
  // one key may be for several addresses
  const known = contacts.filter(({ key }) => key.fingerprint === fingerprint).map(({ address }) => address);
  const contact = known.find((address) => isFrom(address, from)) ?? known[0];
  const facts = { ...(contact && { contact }), ...(fingerprint && { fingerprint }), ...(created && { created }) };
  return { verdict: verdict === 'good' && !isFrom(contact, from) ? 'not-the-sender' : verdict, ...facts };
}

function isFrom(contact: string | undefined, from: Envelope['from']): boolean {
  const [sender, ...others] = from;
  if (contact === undefined || others.length > 0) return false;
  return sameAddress(contact, `${sender?.mailbox ?? ''}@${sender?.host ?? ''}`);
}
