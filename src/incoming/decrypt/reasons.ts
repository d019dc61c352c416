import type { EphemeralErrorCode } from '../../protocol/ephemeral';
import { OpenPgpError } from '../../protocol/openpgp';

type Reasons = Partial<Record<OpenPgpError['code'], string>>;

/** Why what the nym server has encrypted does not open. */
const ofServer: Reasons = {
  'not-openpgp': 'It holds no OpenPGP message that can be read; it may have been cut short on its way.',
  'not-encrypted':
    'It is not encrypted: no nym server sends mail so, and whoever did may want to see whether you answer.',
  'no-key': 'It is not encrypted to any key of this nym.',
  'wrong-passphrase': 'None of the passphrases this nym has or had opens it.',
  altered: 'It was altered or cut short on its way.',
  'too-large': 'It would unpack to more than any mail: it is broken, or meant to do harm.',
  'too-deep': 'It is packed into more layers than any mail: it is broken, or meant to do harm.',
  'too-costly': 'To try the passphrases of this nym on it would take too long: it is broken, or meant to do harm.',
  unauthenticated: 'It lacks the protection against alteration that every nym server uses.',
  unsupported: 'It uses a kind of encryption that this program does not know.',
};

/** The same of what a correspondent has encrypted. */
const ofCorrespondent: Reasons = {
  ...ofServer,
  'no-key': 'It is encrypted to a key that this nym does not have here; your mail client may have it.',
  'wrong-passphrase': 'It is encrypted with a passphrase, not to the key of this nym.',
  unauthenticated: 'It lacks the protection against alteration: what would open may not be what was written.',
};

/** The signature is good, and the server puts it nowhere but next to the text, inside the encryption to the nym (nymserv.md §6). */
export const signedElsewhere =
  'The nym server has signed it, but not for this nym: somebody has taken it out of another message, and may want to see whether you answer.';

const reasons = { server: ofServer, correspondent: ofCorrespondent };

/** A sentence without secrets. */
export function reasonOf(error: unknown, by: keyof typeof reasons): string {
  const known = error instanceof OpenPgpError ? reasons[by][error.code] : undefined;
  return known ?? 'It is no OpenPGP message that can be read.';
}

/** Why an ephemeral layer does not open. */
const ofLayer: Partial<Record<EphemeralErrorCode, string>> = {
  'no-key':
    'No key of the ephemeral layer opens it: it is older than what is kept, was altered on its way, or another program has opened it.',
  'too-late': 'It came so late that its key in the ephemeral layer has been thrown away. Nothing opens it any more.',
  'bad-state': 'What is kept of the ephemeral layer is damaged: restore a backup.',
  'too-large': 'It is larger than any mail: it is broken, or meant to do harm.',
  'too-costly': 'Opening it would take too much work: it is broken, or meant to do harm.',
};

/** A sentence without secrets. */
export function reasonOfLayer(code: EphemeralErrorCode): string {
  return ofLayer[code] ?? 'Its ephemeral layer was altered or cut short on its way.';
}
