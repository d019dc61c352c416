import { createMessage, readPrivateKey, sign } from 'openpgp';
import type { Random } from '../../src/base/random';
import type { Nym } from '../../src/nym';
import { makeHsub } from '../../src/protocol/nymserv';
import type { SealWishes } from '../../src/protocol/openpgp';
import { makeArticle } from './article';
import type { ArticleParts } from './article';
import { armoredSecretKey, secretKey } from './keys';
import { start } from './nyms';
import { sealedToAlice } from './pgpMail';

/** What the server of nym.test makes of a mail for panda@nym.test: signed by itself, and sealed to Alice's key without saying so. */
export async function sealedByServer(payload: string | Uint8Array, wishes: Partial<SealWishes> = {}): Promise<Buffer> {
  return sealedToAlice(payload, { signer: await secretKey('server'), wildcard: true, now: new Date(start), ...wishes });
}

/** The packets that it has signed, as whoever they were sealed to has them. */
export async function signedByServer(payload: string | Uint8Array): Promise<Buffer> {
  const date = new Date(start);
  const message = await createMessage({ binary: Buffer.from(payload), date });
  const signingKeys = await readPrivateKey({ armoredKey: armoredSecretKey('server').toString() });
  return Buffer.from(await sign({ message, signingKeys, date, format: 'binary' }));
}

/** An article under the nym's hSub, which is another for each as the server makes them. */
export function articleFor({ options, asked }: Nym, random: Random, parts: ArticleParts): Buffer {
  return makeArticle({ subject: makeHsub(String(options.hsub ?? asked?.hsub), random), ...parts });
}
