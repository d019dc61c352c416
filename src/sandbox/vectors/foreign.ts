import { utf8 } from '../../base/bytes';
import type { Random } from '../../base/random';
import { makeHsub } from '../../protocol/nymserv';
import type { PublicKey } from '../../protocol/openpgp';
import { generateKey, seal, sealSymmetric } from '../../protocol/openpgp';
import type { Candidate } from './matching';

/** Articles of people who have nothing to do with the set, such as fill the group. */
export interface ForeignWishes {
  readonly count: number;
  readonly random: Random;
  readonly now: Date;
  /** More keys that no nym of the set has the secret half of: the server's own. */
  readonly otherKeys: readonly PublicKey[];
}

/** Makes them on the spot: other hSubs, random and plain subjects; other keys, named and hidden, other passphrases. */
export async function makeForeign({ count, random, now, otherKeys }: ForeignWishes): Promise<Candidate[]> {
  const stranger = await generateKey({ email: 'stranger@example.org', algorithm: 'ecc', created: now });
  const keys = [stranger.publicKey, ...otherKeys.filter(({ canEncrypt, expires }) => canEncrypt && !expires)];
  return await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const passphrase = random.bytes(16).toString('hex');
      const payload = utf8(`From: somebody@example.org\n\n${passphrase}\n`);
      const key = keys[index % keys.length] ?? stranger.publicKey;
      const body =
        index % 4 === 3
          ? await sealSymmetric({ payload, passphrase, now })
          : await seal({ payload, recipients: [key], signer: stranger, wildcard: index % 3 !== 0, now });
      return asArticle(subjects[index % subjects.length]?.(random, passphrase) ?? '', body);
    }),
  );
}

const subjects: readonly ((random: Random, passphrase: string) => string)[] = [
  (random, passphrase) => makeHsub(passphrase, random),
  (random) => random.bytes(24).toString('hex'),
  (random) => `Message for ${random.bytes(4).toString('hex')}`,
  (random, passphrase) => makeHsub(passphrase, random, 80),
  (random) => random.bytes(40).toString('hex'),
];

function asArticle(subject: string, body: Buffer): Candidate {
  const header = `From: Nobody <noreply@example.org>\nSubject: ${subject}\nNewsgroups: alt.anonymous.messages\n\n`;
  return { subject, source: Buffer.concat([utf8(header), body]) };
}
