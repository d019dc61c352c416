// A mail relay on loopback that takes everything (RFC 5321) and hands each recipient's copy on inside the sandbox.
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { toLf } from '../../base/bytes';
import { messageOf } from '../../base/errors';
import type { Log } from '../../base/log';
import type { Mail } from '../mail';

/** What the nym server's own MTA would take: the bridge's 25 MB, encrypted and armored, with room to spare. */
const sizeLimit = 64 * 1024 * 1024;

export interface RelayOptions {
  readonly log: Log;
  /** Called once a recipient, before the sender hears 250. */
  readonly take: (mail: Mail) => void;
  /** 0, a free one, when left out. */
  readonly port?: number;
}

export interface Relay {
  readonly host: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts a relay on 127.0.0.1: no login, no TLS, 8BITMIME, SMTPUTF8 and SIZE. */
export async function startRelay({ log, take, port = 0 }: RelayOptions): Promise<Relay> {
  const host = '127.0.0.1';
  const server = new SMTPServer({
    name: 'relay.test',
    banner: 'sandbox',
    disabledCommands: ['AUTH', 'STARTTLS'],
    authOptional: true,
    disableReverseLookup: true,
    size: sizeLimit,
    closeTimeout: 1, // milliseconds that a client still connected is given when the world ends
    onData: (stream, session, done) => {
      buffer(stream).then(
        (source) => {
          if (stream.sizeExceeded) {
            done(Object.assign(new Error('This mail is too large.'), { responseCode: 552 }));
            return;
          }
          const { mailFrom, rcptTo } = session.envelope;
          const from = mailFrom ? mailFrom.address : '';
          for (const { address } of rcptTo) take({ from, to: address, source: toLf(source) });
          done();
        },
        (error: unknown) => {
          done(error instanceof Error ? error : new Error(messageOf(error)));
        },
      );
    },
  });
  server.on('error', (error: unknown) => {
    log.warn('the relay lost a connection', { reason: messageOf(error) });
  });
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return { host, port: portOf(server), stop: () => closed(server) };
}

function portOf({ server }: SMTPServer): number {
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : 0;
}

function closed(server: SMTPServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(resolve);
  });
}
