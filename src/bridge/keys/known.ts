import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

// certs/known.json: what is publicly documented of nym servers' keys. Nothing in it is trusted: it is offered, and held against
// what else is offered.

const known = z.strictObject({
  domain: z.string(),
  /** 40 upper-case hex digits. */
  fingerprint: z
    .string()
    .regex(/^[0-9A-F]{40}$/)
    .optional(),
  /** A file beside this one. */
  key: z
    .string()
    .regex(/^[a-z0-9.-]+\.asc$/)
    .optional(),
  /** Where the server's operator is said to publish it. */
  url: z.url().optional(),
  sources: z.array(z.string()).min(1),
  /** When somebody last looked, ISO 8601. */
  seen: z.iso.date(),
  note: z.string().optional(),
});

/** What is documented of one domain. */
export type KnownKey = z.infer<typeof known>;

const folder = join(__dirname, '../../../certs');

let read: readonly KnownKey[] | undefined;

/** Everything documented, in the order of the file. */
export function allKnownKeys(): readonly KnownKey[] {
  const file = readFileSync(join(folder, 'known.json'), 'utf8');
  return (read ??= z.strictObject({ servers: z.array(known) }).parse(JSON.parse(file)).servers);
}

/** What is documented of a nym server's key; undefined where nothing is. */
export function knownKey(domain: string): KnownKey | undefined {
  return allKnownKeys().find((one) => one.domain === domain.toLowerCase());
}

/** The shipped copy of a documented key; undefined where only a fingerprint or an address is documented. */
export function shippedKey({ key }: KnownKey): Buffer | undefined {
  return key === undefined ? undefined : readFileSync(join(folder, key));
}
