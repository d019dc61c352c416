import { createHash, timingSafeEqual } from 'node:crypto';

/** Bytes that must not be shown: every way of printing one gives `[secret]`. */
export class Secret {
  readonly #bytes: Buffer;

  /** Takes over `bytes`; the caller must not keep another copy. */
  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  static fromText(text: string): Secret {
    return new Secret(Buffer.from(text, 'utf8'));
  }

  /** Lends the bytes for the length of one call. */
  use<T>(f: (bytes: Buffer) => T): T {
    return f(this.#bytes);
  }

  /** Overwrites the bytes; the secret is then all zeros. */
  wipe(): void {
    this.#bytes.fill(0);
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}

/** Whether two secrets are the same, in a time that tells neither content nor length. */
export function sameSecret(a: Uint8Array | string, b: Uint8Array | string): boolean {
  const digest = (value: Uint8Array | string) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(a), digest(b));
}
