import type { Random } from '../../src/base/random';
import type { Nym } from '../../src/nym';
import { makeHsub } from '../../src/protocol/nymserv';
import type { SealWishes } from '../../src/protocol/openpgp';
import { makeArticle } from './article';
import type { ArticleParts } from './article';
import { secretKey } from './keys';
import { start } from './nyms';
import { sealedToAlice } from './pgpMail';

/** What the server of nym.test makes of a mail for panda@nym.test: signed by itself, and sealed to Alice's key without saying so. */
export async function sealedByServer(payload: string | Uint8Array, wishes: Partial<SealWishes> = {}): Promise<Buffer> {
  return sealedToAlice(payload, { signer: await secretKey('server'), wildcard: true, now: new Date(start), ...wishes });
}

/** An article under the nym's hSub, which is another for each as the server makes them. */
export function articleFor({ options, asked }: Nym, random: Random, parts: ArticleParts): Buffer {
  return makeArticle({ subject: makeHsub(String(options.hsub ?? asked?.hsub), random), ...parts });
}
