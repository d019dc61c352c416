import { asBuffer } from '../base/bytes';
import type { Connection } from './connection';
import type { BodyId } from './ids';
import { limits } from './limits';

/** The highest number that a body ever had, as SQL: none has it again, for names are made of it (RFC 8474 §5.1). */
export const lastBody = `max(coalesce((SELECT max(id) FROM body), 0), coalesce((SELECT value FROM counter WHERE name = 'last-body'), 0))`;

/** The bytes of mails: of short ones in the body's own row, of others in chunks. */
export interface Bodies {
  readonly add: (source: Uint8Array, structure: string) => BodyId;
  /** Bytes [start, end), in pieces of at most a chunk; ends early where there are no more. */
  readonly bytes: (body: BodyId, start: number, end: number) => Generator<Buffer, void, undefined>;
  /** Drops those of the bodies (a JSON array of ids) that no message has any more. */
  readonly dropUnused: (ids: string) => void;
}

export function openBodies({ sql }: Connection): Bodies {
  const insert = sql(`INSERT INTO body (id, size, structure, bytes) SELECT 1 + ${lastBody}, ?, ?, ?`);
  const insertChunk = sql('INSERT INTO body_chunk (body_id, seq, bytes) VALUES (?, ?, ?)');
  const piece = sql<{ bytes: Uint8Array<ArrayBuffer> }>(
    'SELECT substr(bytes, ?, ?) AS bytes FROM body_chunk WHERE body_id = ? AND seq = ?',
  );
  const short = sql<{ bytes: Uint8Array<ArrayBuffer> }>(
    `SELECT coalesce(substr(bytes, ?, ?), x'') AS bytes FROM body WHERE id = ? AND bytes IS NOT NULL`,
  );
  const drop = sql(
    `DELETE FROM body WHERE id IN (SELECT value FROM json_each(?))
       AND NOT EXISTS (SELECT 1 FROM message WHERE message.body_id = body.id)`,
  );
  const size = limits.chunkBytes;

  function* bytes(body: BodyId, start: number, end: number): Generator<Buffer, void, undefined> {
    const row = short.get(start + 1, Math.max(0, Math.min(end - start, size)), body);
    if (!row) yield* pieces(body, start, end);
    else if (row.bytes.length > 0) yield asBuffer(row.bytes);
  }

  function* pieces(body: BodyId, start: number, end: number): Generator<Buffer, void, undefined> {
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
      const isShort = source.length <= limits.wholeBytes;
      const body = insert.run(source.length, structure, isShort ? source : null).lastInsertRowid as BodyId;
      if (isShort) return body;
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
