import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import type { Socket } from 'node:net';
import { connect } from 'node:tls';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import { codeOf } from '../base/errors';
import { NetError } from './errors';
import { limits } from './limits';

export interface SecureOptions {
  /** The name (or address) the certificate must be for. */
  readonly servername: string;
  /** SHA-256 of the peer's certificate (DER), hex with or without colons: then this one is right, whoever signed it. */
  readonly pin?: string;
  /** Authorities to trust instead of Node's own, PEM. */
  readonly ca?: string;
  readonly timeoutMs?: number;
}

/**
 * Starts TLS on a connected socket and checks the peer: by name and authority, or by `pin` alone. Resolves when the handshake
 * is done; until then nothing has been said. Throws NetError and destroys the socket.
 */
export async function secure(socket: Socket, options: SecureOptions): Promise<TLSSocket> {
  const secured = connect({ socket, ...tlsOptions(options) });
  try {
    await handshake(secured, options);
    if (options.pin !== undefined) checkPin(secured, options.pin, options.servername);
    return secured;
  } catch (error) {
    secured.destroy();
    socket.destroy();
    throw error;
  }
}

/** The same rules for a library that starts TLS by itself; where there is a pin, `checkPin` has to follow the handshake. */
export function tlsOptions({ servername, pin, ca }: SecureOptions): ConnectionOptions {
  return {
    host: servername,
    // an address is no server name (RFC 6066 §3)
    ...(isIP(servername) === 0 && { servername }),
    ...(ca !== undefined && { ca }),
    rejectUnauthorized: pin === undefined,
    minVersion: 'TLSv1.2',
  };
}

function handshake(secured: TLSSocket, { servername, timeoutMs = limits.handshakeMs }: SecureOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new NetError('timeout', 'later', `${servername} did not finish the TLS handshake in time.`));
    }, timeoutMs);
    const fail = (cause: Error | undefined) => {
      clearTimeout(timer);
      reject(tlsError(servername, cause));
    };
    const closed = () => {
      fail(undefined);
    };
    secured.once('error', fail);
    secured.once('close', closed);
    secured.once('secureConnect', () => {
      clearTimeout(timer);
      secured.off('error', fail);
      secured.off('close', closed);
      resolve();
    });
    secured.on('error', () => undefined);
  });
}

/** Throws NetError unless the peer's certificate is the pinned one. */
export function checkPin(secured: TLSSocket, pin: string, servername: string): void {
  const raw: unknown = secured.getPeerCertificate().raw;
  const seen = Buffer.isBuffer(raw) ? createHash('sha256').update(raw).digest('hex') : '';
  if (seen === pin.replaceAll(':', '').toLowerCase()) return;
  const message = `The certificate of ${servername} is not the pinned one: its SHA-256 is ${seen}. If you expected the change, set the new value.`;
  throw new NetError('certificate', 'never', message);
}

function tlsError(servername: string, cause: Error | undefined): NetError {
  if (!cause) return new NetError('tls', 'later', `${servername} closed the connection during the TLS handshake.`);
  const code = codeOf(cause) ?? '';
  return (
    untrusted(servername, code, cause) ??
    new NetError('tls', 'later', `TLS with ${servername} failed: ${code || 'the handshake broke'}.`, { cause })
  );
}

/** The error for a certificate that cannot be trusted; undefined where the code is that of something else. */
export function untrusted(servername: string, code: string, cause: unknown): NetError | undefined {
  if (!['CERT', 'ISSUER', 'SELF_SIGNED', 'SIGNATURE'].some((word) => code.includes(word))) return undefined;
  const message = `The certificate of ${servername} cannot be trusted (${code}). If the host is right, pin its certificate.`;
  return new NetError('certificate', 'never', message, { cause });
}
