import { certificateFingerprint } from './certificate';
import { findNym } from './nyms';
import type { Bridge } from './open';
import { mustHaveCertificate } from './surroundings';

/** What a mail client asks for when an account is set up. */
export async function accountSettings(bridge: Bridge, address: string) {
  const nym = await findNym(bridge, address);
  const { imap, smtp } = bridge.config;
  return {
    'user name': nym.address,
    password: nym.password,
    'incoming (IMAP)': `127.0.0.1 port ${imap.port}, STARTTLS, normal password`,
    'outgoing (SMTP)': `127.0.0.1 port ${smtp.port}, STARTTLS, normal password`,
    certificate: bridge.paths.certificate,
    'certificate SHA-256': certificateFingerprint(mustHaveCertificate(bridge.store).certificate),
  };
}
