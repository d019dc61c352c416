import { Duplex, finished } from 'node:stream';
import { constants, createDeflateRaw, createInflateRaw } from 'node:zlib';
import type { DeflateRaw, InflateRaw } from 'node:zlib';

/**
 * The same connection with both directions deflated (RFC 4978 §3). Each write is flushed, so an answer never waits in the
 * compressor; it counts as written once `below` has it. What comes is inflated as it is read and no further ahead than a few
 * buffers, however much a small piece swells; bytes that are no DEFLATE end the reading side. Destroying it destroys `below`.
 */
export function deflated(below: Duplex): Duplex {
  const deflate = createDeflateRaw({ flush: constants.Z_SYNC_FLUSH });
  // a client that hangs up without a last block has still said what it said
  const inflate = createInflateRaw({ finishFlush: constants.Z_SYNC_FLUSH });
  const compressed = collect(deflate);
  const read = feed(inflate, (piece) => stream.push(piece));
  const stream = new Duplex({
    read,
    write: (chunk: Buffer, _encoding, done) => {
      if (chunk.length === 0) below.write(chunk, done);
      else deflate.write(chunk, () => below.write(compressed(), done));
    },
    // the last block, without which the other side would take the end for an accident
    final: (done) => {
      deflate.once('end', () => below.end(compressed(), done));
      deflate.end();
    },
    destroy: (error, done) => {
      for (const part of [deflate, inflate, below]) part.destroy();
      done(error);
    },
  });
  finished(inflate, { writable: false }, () => stream.push(null));
  below.on('close', () => {
    // where it has ended in order, what is not read yet is still to be done
    if (!below.readableEnded) stream.destroy();
  });
  below.pipe(inflate);
  return stream;
}

/** What to call when there is room: gives on what has been inflated until `push` says that it is enough. */
function feed(inflate: InflateRaw, push: (piece: Buffer) => boolean): () => void {
  let room = false;
  const give = () => {
    while (room) {
      const piece: unknown = inflate.read();
      if (!Buffer.isBuffer(piece)) return;
      room = push(piece);
    }
  };
  inflate.on('readable', give);
  return () => {
    room = true;
    give();
  };
}

/** Gives, when asked, what has been compressed since it was asked last. */
function collect(deflate: DeflateRaw): () => Buffer {
  let held: Buffer[] = [];
  const gather = () => {
    for (let piece: unknown = deflate.read(); Buffer.isBuffer(piece); piece = deflate.read()) held.push(piece);
  };
  deflate.on('readable', gather);
  return () => {
    gather();
    const bytes = Buffer.concat(held);
    held = [];
    return bytes;
  };
}
