import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A line to a server on loopback, by a port of its own, and every byte that went to the server over it. */
export interface Tap {
  readonly port: number;
  readonly heard: () => string;
  stop(): Promise<void>;
}

export async function openTap({ host, port }: { readonly host: string; readonly port: number }): Promise<Tap> {
  const heard: Buffer[] = [];
  const server = createServer((socket) => {
    const upstream = connect(port, host);
    socket.on('data', (bytes) => heard.push(bytes)).on('error', () => upstream.destroy());
    upstream.on('error', () => socket.destroy());
    socket.pipe(upstream).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    heard: () => Buffer.concat(heard).toString('latin1'),
    stop: () =>
      new Promise(
        (resolve) =>
          void server.close(() => {
            resolve();
          }),
      ),
  };
}
