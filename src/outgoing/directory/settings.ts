import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { readDuration } from '../../base/duration';
import { isSheltered } from '../../net';
import { limits } from './limits';

// What the configuration says of where the remailers are known from.

/** Whoever is on the way to a place without TLS could put other keys in, and read letters by them. */
function isPlace(text: string): boolean {
  if (isAbsolute(text)) return true;
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isSheltered(hostname));
}

const places = z
  .array(z.string().refine(isPlace, 'must be an https address (http for onions only), or a file as a whole path'))
  .max(limits.sources)
  .default([]);
const time = (usual: string) =>
  z
    .string()
    .refine((text) => readDuration(text) !== undefined, 'must be a time such as "90s", "30m", "1h" or "7d"')
    .transform((text) => readDuration(text) ?? 0)
    .prefault(usual);

/** Where one format's keys and statistics are had from. */
export const placesSchema = z.strictObject({ pubring: places, statistics: places });

export const remailersSchema = z.strictObject({
  yamn: placesSchema.prefault({}),
  mixmaster: placesSchema.prefault({}),
  /** How often, about, they are fetched: each at random times of its own. */
  refresh: time('8h'),
  /** From which age on it is said that they are old. */
  max_age: time('3d'),
  allow_direct: z.boolean().default(false),
});

export type RemailersSettings = z.infer<typeof remailersSchema>;
