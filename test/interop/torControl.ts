import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

/** A connection that somebody asked Tor for, as Tor itself tells of it. */
export interface TorStream {
  readonly host: string;
  readonly port: number;
  /** By which Tor was asked for it. */
  readonly user: string | undefined;
  /** The circuit that it went on, once it does. */
  circuit?: string;
}

/** Someone at Tor's control port who watches. */
export interface TorWatch {
  /** All since the beginning, in order. */
  readonly streams: readonly TorStream[];
  stop(): void;
}

/** control-spec.txt of Tor, §3.5 and §3.4: AUTHENTICATE with the cookie, then SETEVENTS STREAM. */
export async function watchTor(controlPort: number, cookieFile: string): Promise<TorWatch> {
  const socket = connect(controlPort, '127.0.0.1');
  socket.on('error', () => undefined);
  const lines = createInterface({ input: socket });
  const streams = new Map<string, TorStream>();
  const ask = async (words: string) => {
    socket.write(`${words}\r\n`);
    const [answer] = (await once(lines, 'line')) as [string];
    if (answer !== '250 OK') throw new Error(`Tor’s control port says: ${answer}`);
  };
  await ask(`AUTHENTICATE ${readFileSync(cookieFile).toString('hex')}`);
  lines.on('line', (line) => {
    note(streams, line);
  });
  await ask('SETEVENTS STREAM');
  return {
    get streams() {
      return [...streams.values()];
    },
    stop: () => socket.destroy(),
  };
}

/** `650 STREAM ID STATUS CIRCUIT HOST:PORT KEY=VALUE...` (§4.1.2); circuit 0 is none yet. What Tor does for itself has another purpose. */
function note(streams: Map<string, TorStream>, line: string): void {
  const [, id, status, circuit = '0', host = '', port] =
    /^650 STREAM (\d+) ([A-Z]+) (\d+) (\S+):(\d+)/.exec(line) ?? [];
  if (id === undefined) return;
  const user = /SOCKS_USERNAME="([^"]*)"/.exec(line)?.[1];
  if (status === 'NEW' && line.includes(' PURPOSE=USER')) streams.set(id, { host, port: Number(port), user });
  const stream = streams.get(id);
  if (stream && circuit !== '0') stream.circuit = circuit;
}
