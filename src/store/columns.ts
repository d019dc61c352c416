/** A row as its value, or undefined where there is no row. */
export function optional<R, T>(row: R | undefined, read: (row: R) => T): T | undefined {
  return row === undefined ? undefined : read(row);
}

/** SQL's NULL as TypeScript's undefined. */
export function orUndefined<T>(value: T | null): T | undefined {
  return value ?? undefined;
}

/** `a = ?, b = ?` and the values for it, of the members that are there; a value of undefined becomes NULL. */
export function assignments<V>(
  changes: Readonly<Record<string, V | undefined>>,
  names: Readonly<Record<string, string>>,
): { readonly sql: string; readonly values: (V | null)[] } {
  const entries = Object.entries(changes).flatMap(([member, value]): [string, V | null][] => {
    const column = names[member];
    return column === undefined ? [] : [[column, value ?? null]];
  });
  return { sql: entries.map(([column]) => `${column} = ?`).join(', '), values: entries.map(([, value]) => value) };
}
