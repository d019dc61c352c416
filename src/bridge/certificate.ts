import { createHash, webcrypto, X509Certificate } from 'node:crypto';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import type { Clock } from '../base/clock';
import type { Random } from '../base/random';

/** The local certificate and its key, PEM. The key lives in the encrypted store only. */
export interface LocalCertificate {
  readonly certificate: string;
  readonly key: string;
}

const day = 24 * 3600_000;
/** Mail clients remember an exception for this very certificate: a new one would make every client ask again. */
const life = 10 * 365 * day;
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** Makes a self-signed certificate for 127.0.0.1, ::1 and localhost: every name a client may have been given. */
export async function makeCertificate(clock: Clock, random: Random): Promise<LocalCertificate> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    keys,
    serialNumber: `01${random.bytes(15).toString('hex')}`,
    name: 'CN=nymbridge on this machine',
    notBefore: new Date(clock.now() - day),
    notAfter: new Date(clock.now() + life),
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyCertSign, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
        { type: 'ip', value: '::1' },
      ]),
    ],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  return { certificate: `${certificate.toString('pem')}\n`, key: pem('PRIVATE KEY', pkcs8) };
}

/** Whether a certificate's life is over, or nearly: `now` is milliseconds since 1970. */
export function endsSoon(certificate: string, now: number): boolean {
  return Date.parse(new X509Certificate(certificate).validTo) - now < 60 * day;
}

/** SHA-256 of the certificate as mail clients show it: upper-case hex in pairs, colons between. */
export function certificateFingerprint(certificate: string): string {
  const digest = createHash('sha256').update(new X509Certificate(certificate).raw).digest('hex').toUpperCase();
  return (digest.match(/../g) ?? []).join(':');
}

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
