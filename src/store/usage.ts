import type { Connection } from './connection';

/** Bytes of the file that hold something: what is deleted counts no longer, though the file stays as long as it is. */
export function openUsage({ sql }: Connection): () => number {
  const all = sql<{ page_count: number }>('PRAGMA page_count');
  const free = sql<{ freelist_count: number }>('PRAGMA freelist_count');
  const size = sql<{ page_size: number }>('PRAGMA page_size');
  return () => {
    const pages = (all.get()?.page_count ?? 0) - (free.get()?.freelist_count ?? 0);
    return pages * (size.get()?.page_size ?? 0);
  };
}
