import { asBuffer } from '../base/bytes';
import type { Connection } from './connection';
import type { BodyId } from './ids';
import { limits } from './limits';

/** The bytes of mails, in chunks. */
export interface Bodies {
  readonly add: (source: Uint8Array, structure: string) => BodyId;
  /** Bytes [start, end), in pieces of at most a chunk; ends early where there are no more. */
  readonly bytes: (body: BodyId, start: number, end: number) => Generator<Buffer, void, undefined>;
  /** Drops those of the bodies (a JSON array of ids) that no message has any more. */
  readonly dropUnused: (ids: string) => void;
}

export function openBodies({ sql }: Connection): Bodies {
  const insert = sql('INSERT INTO body (size, structure) VALUES (?, ?)');
  const insertChunk = sql('INSERT INTO body_chunk (body_id, seq, bytes) VALUES (?, ?, ?)');
  const piece = sql<{ bytes: Uint8Array<ArrayBuffer> }>(
    'SELECT substr(bytes, ?, ?) AS bytes FROM body_chunk WHERE body_id = ? AND seq = ?',
  );
  const drop = sql(
    `DELETE FROM body WHERE id IN (SELECT value FROM json_each(?))
       AND NOT EXISTS (SELECT 1 FROM message WHERE message.body_id = body.id)`,
  );
  const size = limits.chunkBytes;

  function* bytes(body: BodyId, start: number, end: number): Generator<Buffer, void, undefined> {
    for (let at = start; at < end;) {
      const within = at % size;
      const row = piece.get(within + 1, Math.min(end - at, size - within), body, Math.floor(at / size));
      if (!row || row.bytes.length === 0) return;
      yield asBuffer(row.bytes);
      at += row.bytes.length;
    }
  }

  return {
    add: (source, structure) => {
      const body = insert.run(source.length, structure).lastInsertRowid as BodyId;
      for (let seq = 0; seq * size < source.length; seq++)
        insertChunk.run(body, seq, source.subarray(seq * size, (seq + 1) * size));
      return body;
    },
    bytes,
    dropUnused: (ids) => {
      drop.run(ids);
    },
  };
}
