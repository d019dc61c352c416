import { z } from 'zod';
import { isDomain } from '../base/address';
import { isSheltered } from './sheltered';

// What a configuration says of a host that is reached through Tor, or directly where it says so in as many words.

export const remotePort = z.int().min(1).max(65_535);
export const remoteHost = z
  .string()
  .refine((text) => isDomain(text) || text.includes(':'), 'must be a host name or an IP address');
const pin = z.string().regex(/^[0-9A-Fa-f:]{64,95}$/, 'must be the SHA-256 fingerprint of the certificate, in hex');

export const remoteSettings = {
  host: remoteHost,
  port: remotePort,
  security: z.enum(['none', 'starttls', 'tls']),
  pin: pin.optional(),
  user: z.string().optional(),
  password: z.string().optional(),
  allow_direct: z.boolean().default(false),
};

export type RemoteSettings = z.infer<z.ZodObject<typeof remoteSettings>>;

/** A password goes behind TLS, or where nobody else is. */
export function refuseBarePassword({ user, security, host }: RemoteSettings, context: z.RefinementCtx): void {
  if (user === undefined || security !== 'none' || isSheltered(host)) return;
  const message = 'with a login the password would be readable on the way: use "tls" or "starttls"';
  context.addIssue({ code: 'custom', path: ['security'], message });
}
