import { createHash, createPrivateKey, createPublicKey, diffieHellman, pbkdf2Sync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { latin1 } from '../../base/bytes';
import type { Random } from '../../base/random';
import { Secret } from '../../base/secret';
import { EphemeralError } from './errors';
import type { KeyPair, Role } from './state';

export const keyBytes = 32;

/** KDF(k, b) of ephemeral.md. */
export function derive(key: Secret, salt: number): Secret {
  return key.use((bytes) => new Secret(pbkdf2Sync(bytes, Buffer.from([salt]), 10, keyBytes, 'sha256')));
}

/** What is derived from the root when a chain begins, by who writes it: the header key after the next, and the chain's own. */
export const chainSalts: Readonly<Record<Role, { readonly nextHeader: number; readonly chain: number }>> = {
  server: { nextHeader: 3, chain: 5 },
  client: { nextHeader: 4, chain: 6 },
};

export function otherSide(role: Role): Role {
  return role === 'client' ? 'server' : 'client';
}

/** One step of a chain: the key of its next message, and the chain without it. */
export function step(chain: Secret): { message: Secret; chain: Secret } {
  return { message: digest(chain, latin1('0')), chain: digest(chain, latin1('1')) };
}

/** SHA-256 of one after the other. */
function digest(key: Secret, more: Uint8Array): Secret {
  return key.use((bytes) => new Secret(createHash('sha256').update(bytes).update(more).digest()));
}

/** RK := SHA-256(RK ‖ DH(own, theirs)). Throws `bad-key`. */
export function turnRoot(root: Secret, own: KeyPair, theirs: Buffer): Secret {
  return agree(own, theirs).use((shared) => digest(root, shared));
}

/** DH(a, B) of ephemeral.md. Throws `bad-key` for a public key that gives every partner the same. */
function agree(own: KeyPair, theirs: Buffer): Secret {
  try {
    const shared = diffieHellman({ privateKey: privateKeyOf(own.private), publicKey: publicKeyOf(theirs) });
    return digest(new Secret(latin1('curve25519-shared:')), shared);
  } catch (error) {
    throw new EphemeralError('bad-key', 'The other side gave a public key that protects nothing.', { cause: error });
  }
}

export function createPair(random: Random): KeyPair {
  return pairOf(new Secret(random.bytes(keyBytes)));
}

/** The pair of a private key of 32 bytes. */
export function pairOf(secret: Secret): KeyPair {
  const der = createPublicKey(privateKeyOf(secret)).export({ type: 'spki', format: 'der' });
  return { private: secret, public: der.subarray(publicHead.length) };
}

/** RFC 8410 §7, §4: what stands in front of the 32 bytes of a private or public key. */
const privateHead = Buffer.from('302e020100300506032b656e04220420', 'hex');
const publicHead = Buffer.from('302a300506032b656e032100', 'hex');

function privateKeyOf(secret: Secret): KeyObject {
  return secret.use((bytes) => {
    const key = Buffer.concat([privateHead, bytes]);
    try {
      return createPrivateKey({ key, type: 'pkcs8', format: 'der' });
    } finally {
      key.fill(0);
    }
  });
}

function publicKeyOf(bytes: Buffer): KeyObject {
  return createPublicKey({ key: Buffer.concat([publicHead, bytes]), type: 'spki', format: 'der' });
}
