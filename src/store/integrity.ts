import type { Connection } from './connection';
import { StoreError } from './errors';

/** A fault that is seen once may be a page another process was just writing; one that stays is one. */
const looks = 3;

/**
 * Reads the whole file: whether each page's seal is right (SQLCipher's HMAC) and whether tables and indexes fit together
 * (SQLite's integrity_check). Gives a sentence for each fault, none where all is well. Takes seconds for each gigabyte, and
 * nothing else runs meanwhile.
 */
export function openIntegrity({ sql }: Connection): () => string[] {
  const seals = sql<Record<string, string>>('PRAGMA cipher_integrity_check');
  const structure = sql<Record<string, string>>('PRAGMA integrity_check(20)');
  const references = sql<{ table: string }>('PRAGMA foreign_key_check');
  const textOf = (rows: Record<string, string>[]) => rows.flatMap((row) => Object.values(row));
  const look = (): string[] => {
    try {
      const broken = textOf(seals.all());
      if (broken.length > 0) return broken.map((text) => `A page is not what was written (${text}).`);
      const faults = textOf(structure.all()).filter((text) => text !== 'ok');
      const lost = references.all().map(({ table }) => `A row of "${table}" belongs to nothing.`);
      return [...faults.map((text) => `${text}.`), ...new Set(lost)];
    } catch (error) {
      if (error instanceof StoreError && error.code === 'damaged') return [error.message];
      throw error;
    }
  };
  return () => {
    let faults = look();
    for (let again = 1; again < looks && faults.length > 0; again++) faults = look();
    return faults;
  };
}
