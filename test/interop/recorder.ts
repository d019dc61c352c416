import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** Takes mail where a mail client believes its provider to be, and keeps it as it came. */
export interface Recorder {
  readonly port: number;
  /** What stood in DATA, to the byte; the next one that has not been given out yet. */
  readonly next: () => Promise<Buffer>;
  readonly close: () => Promise<void>;
}

/** On loopback, without TLS or login: neither changes what a client writes into its mail. */
export async function openRecorder(): Promise<Recorder> {
  const taken: Buffer[] = [];
  const arrived = new EventTarget();
  const server = new SMTPServer({
    name: 'localhost',
    disableReverseLookup: true,
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, _session, done) => {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.once('end', () => {
        taken.push(Buffer.concat(pieces));
        arrived.dispatchEvent(new Event('mail'));
        done();
      });
    },
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return {
    port: (listening.address() as AddressInfo).port,
    next: async () => {
      for (;;) {
        const mail = taken.shift();
        if (mail) return mail;
        await once(arrived, 'mail');
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
      }),
  };
}
