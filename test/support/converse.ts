import { connect } from 'node:net';
import { constants, inflateRawSync } from 'node:zlib';

/** Nothing depends on it but how soon a hang is told. */
const patienceMs = 10_000;

/** Sends bytes, hangs up our half, and gives all that came back, one character a byte. Rejects where nothing ends it. */
export function converse(port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const heard: Buffer[] = [];
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    socket.on('data', (piece) => heard.push(piece));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(readable(Buffer.concat(heard)));
    });
    socket.setTimeout(patienceMs, () => {
      reject(new Error(`hangs after ${JSON.stringify(bytes.toString('latin1'))}`));
      socket.destroy();
    });
    socket.end(bytes);
  });
}

const compressionBegins = Buffer.from('OK DEFLATE begins\r\n');

/** What comes behind the answer to COMPRESS is deflated, and ends where the connection did. */
function readable(bytes: Buffer): string {
  const at = bytes.indexOf(compressionBegins);
  if (at < 0) return bytes.toString('latin1');
  const plainEnd = at + compressionBegins.length;
  const rest = inflateRawSync(bytes.subarray(plainEnd), { finishFlush: constants.Z_SYNC_FLUSH });
  return Buffer.concat([bytes.subarray(0, plainEnd), rest]).toString('latin1');
}

/** What an IMAP server said, response by response, literals in them; the last may be cut short. */
export function splitResponses(text: string): string[] {
  const responses: string[] = [];
  for (let rest = text; rest !== '';) {
    const end = endOfResponse(rest) || rest.length;
    responses.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return responses;
}

/** Where the first response ends, line end included; 0 where it has not come whole. */
export function endOfResponse(text: string): number {
  for (let at = 0; ;) {
    const end = text.indexOf('\r\n', at);
    if (end < 0) return 0;
    const literal = /\{(\d+)\}$/.exec(text.slice(Math.max(at, end - 20), end));
    if (!literal) return end + 2;
    at = end + 2 + Number(literal[1]);
    if (text.length < at) return 0;
  }
}
