import type { Connection } from './connection';

/** Named values of the program itself. */
export interface Settings {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
  remove(name: string): void;
}

export function openSettings({ sql }: Connection): Settings {
  const get = sql<{ value: string }>('SELECT value FROM setting WHERE name = ?');
  const set = sql(
    'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  const remove = sql('DELETE FROM setting WHERE name = ?');
  return {
    get: (name) => get.get(name)?.value,
    set: (name, value) => {
      set.run(name, value);
    },
    remove: (name) => {
      remove.run(name);
    },
  };
}
