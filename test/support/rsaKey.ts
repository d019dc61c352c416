import { createPrivateKey, type KeyObject } from 'node:crypto';

/** An RSA key of which the primes are not told: from modulus and both exponents, in hex. */
export function rsaKeyOf({ n, e, d }: { readonly n: string; readonly e: string; readonly d: string }): KeyObject {
  const [modulus, exponent, secret] = [n, e, d].map((hex) => BigInt(`0x${hex}`)) as [bigint, bigint, bigint];
  const p = factorOf(modulus, exponent * secret - 1n);
  const q = modulus / p;
  const key = {
    n: modulus,
    e: exponent,
    d: secret,
    p,
    q,
    dp: secret % (p - 1n),
    dq: secret % (q - 1n),
    qi: inverse(q, p),
  };
  const jwk = Object.fromEntries(Object.entries(key).map(([name, value]) => [name, base64url(value)]));
  return createPrivateKey({ key: { kty: 'RSA', ...jwk }, format: 'jwk' });
}

/** A root of 1 that is neither 1 nor -1 shares a factor with the modulus; half of all numbers lead to one. */
function factorOf(modulus: bigint, multiple: bigint): bigint {
  let odd = multiple;
  while (odd % 2n === 0n) odd /= 2n;
  for (let base = 2n; ; base++) {
    let root = power(base, odd, modulus);
    while (root !== 1n && root !== modulus - 1n) {
      const square = (root * root) % modulus;
      if (square === 1n) return gcd(root - 1n, modulus);
      root = square;
    }
  }
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let [result, square] = [1n, base % modulus];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n];
  while (b !== 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  return ((x % modulus) + modulus) % modulus;
}

function base64url(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex').toString('base64url');
}
