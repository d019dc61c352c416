import { duplexPair } from 'node:stream';
import type { Duplex, Readable } from 'node:stream';
import { constants, createDeflateRaw, createInflateRaw, deflateRawSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from '@jest/globals';
import { deflated } from '../../../src/protocol/imap/wire/deflated';
import { openImap } from '../../support/imap';
import type { TestImap } from '../../support/imap';

let server: TestImap | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

function readAll(stream: Readable): Promise<Buffer> {
  const pieces: Buffer[] = [];
  stream.on('data', (piece: Buffer) => pieces.push(piece));
  stream.resume();
  return new Promise((resolve, reject) => {
    stream.once('end', () => {
      resolve(Buffer.concat(pieces));
    });
    stream.once('error', reject);
  });
}

/** Bytes as a client compresses them that has not said its last word yet. */
const squeeze = (bytes: Buffer | string): Buffer => deflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });

/** Alice's connection, with `behind` sent in one piece after COMPRESS, and all that comes after the OK once she has hung up. */
async function compressed(behind: (() => Buffer) | Buffer): Promise<string> {
  server = await openImap();
  await server.fill('INBOX', 3);
  const socket = await server.connect();
  const command = Buffer.from('1 LOGIN panda@nym.test secret\r\n2 COMPRESS DEFLATE\r\n');
  socket.write(Buffer.isBuffer(behind) ? Buffer.concat([command, behind]) : command);
  const start = await new Promise<Buffer>((resolve) => {
    let held = Buffer.alloc(0);
    const take = (piece: Buffer) => {
      held = Buffer.concat([held, piece]);
      if (!held.includes('2 OK DEFLATE begins\r\n')) return;
      socket.off('data', take);
      socket.pause();
      resolve(held.subarray(held.indexOf('2 OK DEFLATE begins\r\n') + 21));
    };
    socket.on('data', take);
  });
  socket.end(Buffer.isBuffer(behind) ? '' : behind());
  const rest = Buffer.concat([start, await readAll(socket)]);
  return inflateRawSync(rest).toString('latin1');
}

describe('what a client says in compressed form', () => {
  test('is answered whole, although it hangs up without a last block', async () => {
    const commands = ['3 SELECT INBOX', '4 FETCH 1:* BODY.PEEK[TEXT]', '5 SEARCH ALL', ''].join('\r\n');
    const answer = await compressed(() => squeeze(commands));
    expect(answer).toMatch(/\* 3 FETCH \(BODY\[TEXT\] \{8\}\r\nmail 3\r\n\)\r\n4 OK/);
    expect(answer).toMatch(/\r\n5 OK [^\r]*\r\n$/);
  });

  test('is taken for compressed from the byte behind the command on', async () => {
    expect(await compressed(squeeze('3 NOOP\r\n'))).toMatch(/^3 OK/);
  });

  test('ends the connection where it is not compressed at all', async () => {
    expect(await compressed(Buffer.from('3 NOOP\r\n4 NOOP\r\n'))).toBe('');
  });

  test('is bounded by what it is, not by what it takes: a line of a hundred megabytes ends the connection', async () => {
    const bomb = squeeze(Buffer.alloc(100_000_000, 'a'));
    expect(bomb.length).toBeLessThan(110_000);
    expect(await compressed(() => bomb)).toBe('* BYE The line does not end.\r\n');
  });

  test('may be anything: the connection ends, and nothing is told but whole lines', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
        const answer = await compressed(() => Buffer.from(bytes));
        expect(answer === '' || answer.endsWith('\r\n')).toBe(true);
        await server?.stop();
        server = undefined;
      }),
      { numRuns: 50 },
    );
  });
});

/** A compressed connection and the client's bare end of it. */
function pair(): { server: Duplex; client: Duplex } {
  const [client, below] = duplexPair();
  return { server: deflated(below), client };
}

const settle = async () => {
  for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
};

describe('a compressed connection', () => {
  test('is not inflated ahead of its reader: the rest of a bomb waits in the socket', async () => {
    const { server: stream, client } = pair();
    const bomb = squeeze(Buffer.alloc(200_000_000));
    for (let at = 0; at < bomb.length; at += 1000) client.write(bomb.subarray(at, at + 1000));
    stream.once('readable', () => undefined);
    for (let i = 0; i < 20; i++) await settle();
    expect(client.writableNeedDrain).toBe(true);
    expect(stream.readableLength).toBeLessThanOrEqual(128 * 1024);
    stream.destroy();
  });

  test('holds a writer back while the other side does not read', async () => {
    const { server: stream } = pair();
    const noise = createNoise(1_000_000);
    let taken = false;
    stream.write(noise, () => {
      taken = true;
    });
    await settle();
    expect(stream.writableNeedDrain).toBe(true);
    expect(taken).toBe(false);
    stream.destroy();
  });

  test('carries any bytes both ways, whatever the pieces', async () => {
    const pieces = fc.array(fc.nat(70_000).map(createNoise), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(pieces, pieces, async (down, up) => {
        const { server: stream, client } = pair();
        const out = createDeflateRaw({ flush: constants.Z_SYNC_FLUSH });
        out.pipe(client);
        const heard = readAll(client.pipe(createInflateRaw()));
        const told = readAll(stream);
        for (const piece of down) stream.write(piece);
        for (const piece of up) out.write(piece);
        stream.end();
        out.end();
        expect((await heard).equals(Buffer.concat(down))).toBe(true);
        expect((await told).equals(Buffer.concat(up))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('takes the connection below along when it ends', async () => {
    const { server: stream, client } = pair();
    const gone = new Promise<void>((resolve) => client.once('end', resolve));
    client.resume();
    stream.end();
    await gone;
    stream.destroy();
    expect(stream.destroyed).toBe(true);
  });
});

/** Bytes that do not compress. */
function createNoise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let i = 0, state = 1; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}
