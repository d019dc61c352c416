import { combinedLogin } from '../base/combined';
import { certificateFingerprint } from './certificate';
import type { Config } from './config';
import { findLogin } from './logins';
import type { Bridge } from './open';
import { portOf, type Running } from './run';
import { mustHaveCertificate } from './surroundings';

/** What a mail client asks for when the account of a nym, or of `all`, is set up; with the ports as configured, or as they really are where it runs. */
export async function accountSettings(bridge: Bridge, address: string, running?: Running) {
  const { user, password, identities } = await findLogin(bridge, address);
  const ports = running ? { imap: portOf(running, 'IMAP'), smtp: portOf(running, 'SMTP') } : portsIn(bridge.config);
  const { imap, smtp } = bridge.config;
  return {
    'user name': user,
    password,
    ...(user === combinedLogin && { 'sends as': identities.map((one) => one.address).join(', ') }),
    'incoming (IMAP)': `127.0.0.1 port ${ports.imap}, STARTTLS, normal password`,
    'outgoing (SMTP)': `127.0.0.1 port ${ports.smtp}, STARTTLS, normal password`,
    ...(imap.tls_port !== undefined && { 'or incoming (IMAP)': `127.0.0.1 port ${imap.tls_port}, SSL/TLS` }),
    ...(smtp.tls_port !== undefined && { 'or outgoing (SMTP)': `127.0.0.1 port ${smtp.tls_port}, SSL/TLS` }),
    certificate: bridge.paths.certificate,
    'certificate SHA-256': certificateFingerprint(mustHaveCertificate(bridge.store).certificate),
  };
}

function portsIn({ imap, smtp }: Config) {
  return { imap: imap.port, smtp: smtp.port };
}
