import type { Brand } from '../base/brand';
import type { Connection } from './connection';

export type FlagSetId = Brand<number, 'FlagSetId'>;

/** One combination of flags: messages hold its id, and share its list. */
export interface FlagSet {
  readonly id: FlagSetId;
  readonly flags: readonly string[];
  readonly seen: boolean;
  readonly deleted: boolean;
}

export interface FlagSets {
  readonly byId: (id: FlagSetId) => FlagSet;
  /** Finds or makes the set; order and repeats do not matter. Inside a transaction only. */
  readonly of: (flags: readonly string[]) => FlagSet;
}

interface Columns {
  readonly id: FlagSetId;
  readonly flags: string;
}

/** Keeps every set it has met in memory: there are few. What it remembers of an undone transaction it forgets. */
export function openFlagSets({ sql, rollbacks }: Connection): FlagSets {
  const select = sql<Columns>('SELECT id, flags FROM flag_set WHERE id = ?');
  const find = sql<{ id: FlagSetId }>('SELECT id FROM flag_set WHERE flags = ?');
  const insert = sql('INSERT INTO flag_set (flags, seen, deleted) VALUES (?, ?, ?)');
  const byId = new Map<FlagSetId, FlagSet>();
  const byText = new Map<string, FlagSet>();
  let asOf = rollbacks();

  const forgetUndone = () => {
    if (asOf === rollbacks()) return;
    asOf = rollbacks();
    byId.clear();
    byText.clear();
  };
  const remember = (id: FlagSetId, text: string): FlagSet => {
    const set = readFlagSet(id, text);
    byId.set(id, set);
    byText.set(text, set);
    return set;
  };
  const make = (text: string): FlagSetId => {
    const { seen, deleted } = readFlagSet(0 as FlagSetId, text);
    return insert.run(text, Number(seen), Number(deleted)).lastInsertRowid as FlagSetId;
  };
  const load = (id: FlagSetId): FlagSet => {
    const row = select.get(id);
    if (!row) throw new Error('a message refers to flags that are not there');
    return remember(id, row.flags);
  };
  return {
    byId: (id) => {
      forgetUndone();
      return byId.get(id) ?? load(id);
    },
    of: (flags) => {
      forgetUndone();
      const text = JSON.stringify([...new Set(flags)].sort());
      return byText.get(text) ?? remember(find.get(text)?.id ?? make(text), text);
    },
  };
}

function readFlagSet(id: FlagSetId, text: string): FlagSet {
  const flags = JSON.parse(text) as string[];
  return { id, flags, seen: flags.includes('\\Seen'), deleted: flags.includes('\\Deleted') };
}

export type FlagMode = 'add' | 'remove' | 'replace';

/** Flags after a change. They are the same in any case (RFC 9051 §2.3.2), and keep the case they were first set in. */
export function changedFlags(current: readonly string[], mode: FlagMode, flags: readonly string[]): readonly string[] {
  const named = new Set(flags.map((flag) => flag.toLowerCase()));
  const isNamed = (flag: string) => named.has(flag.toLowerCase());
  if (mode === 'remove') return current.filter((flag) => !isNamed(flag));
  const kept = mode === 'add' ? current : current.filter(isNamed);
  const have = new Set(kept.map((flag) => flag.toLowerCase()));
  return [...kept, ...flags.filter((flag) => !have.has(flag.toLowerCase()))];
}
