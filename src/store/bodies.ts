import { asBuffer } from '../base/bytes';
import type { Connection } from './connection';
import type { BodyId } from './ids';
import { limits } from './limits';
import type { NewMessage } from './messages';

/** The highest number that a body ever had, as SQL: none has it again, for names are made of it (RFC 8474 §5.1). */
export const lastBody = `max(coalesce((SELECT max(id) FROM body), 0), coalesce((SELECT value FROM counter WHERE name = 'last-body'), 0))`;

/** The bytes of mails: of short ones in the body's own row, of others the beginning, and the rest in chunks. */
export interface Bodies {
  readonly add: (message: Pick<NewMessage, 'source' | 'structure' | 'arrived'>) => BodyId;
  /** Bytes [start, end), in pieces of at most a chunk; ends early where there are no more. */
  readonly bytes: (body: BodyId, start: number, end: number) => Generator<Buffer, void, undefined>;
  /** Drops those of the bodies (a JSON array of ids) that no message has any more. */
  readonly dropUnused: (ids: string) => void;
}

export function openBodies({ sql }: Connection): Bodies {
  const insert = sql(
    `INSERT INTO body (id, size, structure, bytes, chunk_bytes, arrived) SELECT 1 + ${lastBody}, ?, ?, ?, ?, ?`,
  );
  const insertChunk = sql('INSERT INTO body_chunk (body_id, seq, bytes) VALUES (?, ?, ?)');
  const look = sql<{ bytes: Uint8Array<ArrayBuffer> | null; inRow: number; size: number; chunkBytes: number }>(
    `SELECT substr(bytes, ?, ?) AS bytes, coalesce(length(bytes), 0) AS inRow, size, chunk_bytes AS chunkBytes FROM body WHERE id = ?`,
  );
  const chunks = sql<{ bytes: Uint8Array<ArrayBuffer> }>(
    'SELECT bytes FROM body_chunk WHERE body_id = ? AND seq BETWEEN ? AND ? ORDER BY seq',
  );
  const drop = sql(
    `DELETE FROM body WHERE id IN (SELECT value FROM json_each(?))
       AND NOT EXISTS (SELECT 1 FROM message WHERE message.body_id = body.id)`,
  );

  function* bytes(body: BodyId, start: number, end: number): Generator<Buffer, void, undefined> {
    const row = look.get(start + 1, Math.max(0, end - start), body);
    if (!row) return;
    const { bytes: beginning, inRow, size, chunkBytes } = row;
    if (beginning && beginning.length > 0) yield asBuffer(beginning);
    yield* pieces(body, Math.max(0, start - inRow), Math.min(end, size) - inRow, chunkBytes);
  }

  /** Of what lies in chunks. */
  function* pieces(body: BodyId, start: number, end: number, size: number): Generator<Buffer, void, undefined> {
    for (let at = start; at < end;) {
      const [first, last] = [Math.floor(at / size), Math.floor((end - 1) / size)];
      const rows = chunks.all(body, first, Math.min(last, first + limits.chunksAtOnce - 1));
      if (rows.length === 0) return;
      for (const row of rows) {
        const piece = asBuffer(row.bytes).subarray(at % size, (at % size) + end - at);
        if (piece.length === 0) return;
        yield piece;
        at += piece.length;
      }
    }
  }

  return {
    add: ({ source, structure, arrived = false }) => {
      const inRow = source.length <= limits.wholeBytes ? source.length : limits.beginningBytes;
      const [beginning, rest] = [source.subarray(0, inRow), source.subarray(inRow)];
      const size = limits.chunkBytes;
      const body = insert.run(source.length, structure, beginning, size, Number(arrived)).lastInsertRowid as BodyId;
      for (let seq = 0; seq * size < rest.length; seq++)
        insertChunk.run(body, seq, rest.subarray(seq * size, (seq + 1) * size));
      return body;
    },
    bytes,
    dropUnused: (ids) => {
      drop.run(ids);
    },
  };
}
