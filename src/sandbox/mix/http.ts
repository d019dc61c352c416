import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Of one request, in milliseconds, and in bytes of its header: loopback is quick, and the paths are short. */
const limits = { requestMs: 5000, headerBytes: 4096, connections: 32 } as const;

export interface TextServer {
  readonly host: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** Serves texts over HTTP on 127.0.0.1, as pingers do; `textAt` gives the one of a path, or undefined. */
export async function serveTexts(textAt: (path: string) => string | undefined): Promise<TextServer> {
  const host = '127.0.0.1';
  const settings = {
    maxHeaderSize: limits.headerBytes,
    requestTimeout: limits.requestMs,
    headersTimeout: limits.requestMs,
  };
  const server = createServer(settings, (request, response) => {
    answer(request, response, textAt);
  });
  server.maxConnections = limits.connections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
      server.closeAllConnections();
    });
  return { host, port, stop };
}

function answer(
  { method = '', url = '' }: IncomingMessage,
  response: ServerResponse,
  textAt: (path: string) => string | undefined,
): void {
  const text = textAt(url);
  const status = method !== 'GET' && method !== 'HEAD' ? 405 : text === undefined ? 404 : 200;
  const body = status === 200 && text !== undefined ? text : '';
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=us-ascii', Connection: 'close' });
  response.end(method === 'HEAD' ? '' : body);
}
