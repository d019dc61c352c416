import { X509Certificate } from 'node:crypto';
import { connect, createServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { certificateFingerprint, endsSoon, type LocalCertificate, makeCertificate } from '../../src/bridge/certificate';
import { systemClock } from '../../src/base/clock';
import { systemRandom } from '../../src/base/random';

let made: LocalCertificate;
let certificate: X509Certificate;
beforeAll(async () => {
  made = await makeCertificate(systemClock, systemRandom);
  certificate = new X509Certificate(made.certificate);
});

/** Connects as a mail client that trusts this certificate and checks the name. Gives what TLS has to say against it. */
function complaint(host: string, servername?: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer({ cert: made.certificate, key: made.key });
    server.once('error', reject).listen(0, host, () => {
      const { port } = server.address() as AddressInfo;
      const names = servername === undefined ? {} : { servername };
      const client = connect({ host, port, ca: made.certificate, ...names });
      const finish = (said?: string) => {
        client.destroy();
        server.close();
        resolve(said);
      };
      client.once('secureConnect', () => {
        finish();
      });
      client.once('error', (error: Error) => {
        finish(error.message);
      });
    });
  });
}

describe('the local certificate', () => {
  test.each([
    ['127.0.0.1', undefined],
    ['::1', undefined],
    ['127.0.0.1', 'localhost'],
  ])('is good for a client that connects to %s (by the name %s)', async (host, name) => {
    expect(await complaint(host, name)).toBeUndefined();
  });

  test('is good for no other name', async () => {
    expect(await complaint('127.0.0.1', 'mail.example.org')).toMatch(/does not match/);
  });

  test('names this machine, serves TLS only, and says nothing about who made it', () => {
    expect(certificate.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1');
    expect(certificate.subject).toBe('CN=nymbridge on this machine');
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
  });

  test('has its fingerprint in the form that mail clients show', () => {
    expect(certificateFingerprint(made.certificate)).toBe(certificate.fingerprint256);
  });

  test('is another each time', async () => {
    const other = new X509Certificate((await makeCertificate(systemClock, systemRandom)).certificate);
    expect(other.serialNumber).not.toBe(certificate.serialNumber);
  });

  test('is told to end before it does', () => {
    const day = 24 * 3600_000;
    const end = Date.parse(certificate.validTo);
    expect(endsSoon(made.certificate, systemClock.now() + 9 * 365 * day)).toBe(false);
    expect(endsSoon(made.certificate, end - 59 * day)).toBe(true);
    expect(endsSoon(made.certificate, end + day)).toBe(true);
  });
});
