import { connect as startTls } from 'node:tls';
import { ImapFlow } from 'imapflow';
import { UserError } from '../../base/errors';
import type { Secret } from '../../base/secret';
import { checkPin, dial, isSheltered, type Route, secure, type SecureOptions, tlsOptions } from '../../net';
import { limits } from '../limits';
import { sentenceFor } from './errors';
import { inBounds } from './inBounds';

/** How to get at an account on an IMAP server. */
export interface ImapSettings {
  readonly host: string;
  readonly port: number;
  /** `none` for this machine and onions only. */
  readonly security: 'tls' | 'starttls' | 'none';
  /** SHA-256 of the server's certificate, hex. */
  readonly pin?: string | undefined;
  /** Authorities to trust instead of Node's own, PEM. */
  readonly ca?: string | undefined;
  readonly user: string;
  readonly password: Secret;
  readonly route: Route;
}

type Transport = NonNullable<NonNullable<ConstructorParameters<typeof ImapFlow>[0]>['transport']>;

/** What the library is to say of itself in ID (RFC 2971): nothing. The server need not know who its user's other half is. */
const nobody = { name: false, version: false, vendor: false, 'support-url': false } as const;

/**
 * A session on an IMAP server, logged in, on a connection dialled by net: the library looks up no name, and TLS is checked by
 * net's rules. Throws UserError or NetError.
 */
export async function openImapSession(settings: ImapSettings): Promise<ImapFlow> {
  const { host, port, security, user, password, route } = settings;
  if (security === 'none' && !isSheltered(host))
    throw new UserError(`The password for ${host} is not sent without TLS: --no-tls is for onions and this machine.`);
  const socket = await dial({ host, port, route, timeoutMs: limits.dialMs });
  const ready = security === 'tls' ? await secure(socket, peerOf(settings)) : socket;
  const client = new ImapFlow({
    host,
    port,
    secure: security === 'tls',
    doSTARTTLS: security === 'starttls',
    auth: { user, pass: password.use((bytes) => bytes.toString('utf8')) },
    transport: transportOn(ready, peerOf(settings)),
    clientInfo: nobody,
    logger: false,
    // names and bytes as every server knows them: no UTF8=ACCEPT, which would ask for another kind of APPEND
    disableAutoEnable: true,
    disableAutoIdle: true,
    disableCompression: true,
    greetingTimeout: limits.greetingMs,
    socketTimeout: limits.silenceMs,
    maxLineLength: limits.lineBytes,
    maxLiteralSize: limits.mailBytes,
    maxResponseSize: limits.answerBytes,
  });
  client.on('error', () => undefined); // an error is also how the pending call ends
  try {
    await inBounds(client, limits.greetingBytes, 'greeting', () => client.connect());
    return client;
  } catch (error) {
    client.close();
    throw sentenceFor(error, settings);
  }
}

function peerOf({ host, pin, ca }: ImapSettings): SecureOptions {
  return { servername: host, ...(pin !== undefined && { pin }), ...(ca !== undefined && { ca }) };
}

/** Hands the library the connection that is there. */
function transportOn(ready: ReturnType<Transport['connect']>, peer: SecureOptions): Transport {
  return {
    connect: (_options, onConnect) => {
      setImmediate(onConnect);
      return ready;
    },
    upgrade: (plain, _options, onSecure) => {
      const secured = startTls({ socket: plain, ...tlsOptions(peer) });
      secured.once('secureConnect', () => {
        try {
          if (peer.pin !== undefined) checkPin(secured, peer.pin, peer.servername);
          onSecure();
        } catch (error) {
          secured.destroy(error instanceof Error ? error : undefined);
        }
      });
      return secured;
    },
  };
}
