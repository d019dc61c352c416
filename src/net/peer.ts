import type { TLSSocket } from 'node:tls';

/** What a TLS peer has shown. */
export interface PeerFacts {
  /** SHA-256 of its certificate, lower-case hex: what a pin is. */
  readonly sha256: string;
  /** Milliseconds since 1970; NaN where the certificate does not say. */
  readonly validUntil: number;
  /** `TLSv1.3` */
  readonly protocol: string;
}

/** Reads what the peer of a finished handshake has shown. */
export function peerFacts(socket: TLSSocket): PeerFacts {
  const { fingerprint256, valid_to: until } = socket.getPeerCertificate();
  return {
    sha256: fingerprint256.replaceAll(':', '').toLowerCase(),
    validUntil: Date.parse(until),
    protocol: socket.getProtocol() ?? '',
  };
}
