import { isPromise } from 'node:util/types';
import type { Database, RunResult, SqliteValue } from '@signalapp/sqlcipher';
import { StoreError } from './errors';
import { translated } from './driverErrors';
import { openLight } from './light';

type Value = string | number | null | Uint8Array;
export type Parameters = readonly Value[];
type Compiled = ReturnType<Database['prepare']>;

/** One SQL statement, compiled at its first use and kept. Every parameter is a `?`. */
export interface Statement<R> {
  run(...parameters: Parameters): RunResult;
  get(...parameters: Parameters): R | undefined;
  all(...parameters: Parameters): R[];
}

/** The open file as the table groups see it: statements, transactions, and news of changes. */
export interface Connection {
  /** `R` names the columns of a row; the schema's STRICT tables see to it that they are so. */
  readonly sql: <R = never>(text: string) => Statement<R>;
  readonly transaction: <T>(f: () => T) => T;
  /** A transaction that a crash of the program cannot undo, and a power cut within a second can: see light.ts. */
  readonly lightly: <T>(f: () => T) => T;
  readonly reading: <T>(f: () => T) => T;
  /** Grows whenever something written is undone: what was remembered of the file may be wrong then. */
  readonly rollbacks: () => number;
  readonly watch: (listener: () => void) => () => void;
  readonly changed: () => boolean;
  readonly poll: () => void;
  readonly close: () => void;
}

/** Wraps an open database. Nothing else may use it from here on. */
export function connect(database: Database): Connection {
  const compiled = compiler(database);
  const listeners = watchers(compiled.isOpen);
  const state = { depth: 0, reading: false, dirty: false, rollbacks: 0 };
  const control = (text: string) => {
    compiled.statement(text).run();
  };

  const wroteSomething = () => {
    state.dirty = true;
    if (state.depth === 0) finish();
  };
  const finish = () => {
    if (state.dirty) listeners.wake();
    state.dirty = false;
  };

  const bracket = <T>(begin: string, end: string, undo: readonly string[], f: () => T): T => {
    control(begin);
    state.depth++;
    try {
      const result = f();
      if (isPromise(result)) throw new TypeError('a transaction cannot wait: its function returned a promise');
      control(end);
      return result;
    } catch (error) {
      state.rollbacks++;
      for (const text of undo)
        quietly(() => {
          control(text);
        });
      throw error;
    } finally {
      state.depth--;
    }
  };

  const transaction = <T>(f: () => T): T => {
    if (state.reading) throw new TypeError('a transaction cannot begin inside reading()');
    if (state.depth > 0)
      return bracket('SAVEPOINT nested', 'RELEASE nested', ['ROLLBACK TO nested', 'RELEASE nested'], f);
    state.dirty = false;
    const result = bracket('BEGIN IMMEDIATE', 'COMMIT', ['ROLLBACK'], f);
    finish();
    return result;
  };

  const reading = <T>(f: () => T): T => {
    if (state.depth > 0) return f();
    state.reading = true;
    try {
      return bracket('BEGIN', 'COMMIT', ['ROLLBACK'], f);
    } finally {
      state.reading = false;
    }
  };

  const light = openLight({
    ...compiled,
    transaction,
    isWithin: () => state.depth > 0,
    hasWritten: () => state.dirty,
  });

  const version = compiled.statement<{ data_version: number }>('PRAGMA data_version');
  let seen = version.get()?.data_version;
  const changed = () => {
    const before = seen;
    seen = version.get()?.data_version;
    return seen !== before;
  };

  return {
    sql: <R>(text: string): Statement<R> => {
      const statement = compiled.statement<R>(text);
      const run = (...parameters: Parameters) => {
        const result = statement.run(...parameters);
        if (result.changes > 0) wroteSomething();
        return result;
      };
      return { ...statement, run };
    },
    transaction,
    lightly: light.lightly,
    reading,
    rollbacks: () => state.rollbacks,
    watch: listeners.add,
    changed,
    poll: () => {
      if (changed()) listeners.wake();
    },
    close: () => {
      // what cannot be settled keeps its mark, for the next one who opens the file
      quietly(light.settle);
      compiled.close();
    },
  };
}

/** Compiles statements when they are first used, and makes StoreErrors of the driver's. */
function compiler(database: Database) {
  let open = true;
  const cache = new Map<string, Compiled>();
  const compile = (text: string): Compiled => {
    const ready = cache.get(text) ?? database.prepare(text, { persistent: true });
    cache.set(text, ready);
    return ready;
  };
  const statement = <R>(text: string): Statement<R> => {
    let ready: Compiled | undefined;
    const use = <T>(f: (statement: Compiled) => T): T => {
      if (!open) throw new StoreError('closed', 'The store has been closed.');
      return translated(() => f((ready ??= compile(text))));
    };
    return {
      run: (...parameters) => use((s) => s.run(parameters.map(bound))),
      get: (...parameters) => use((s) => s.get(parameters.map(bound)) as R | undefined),
      all: (...parameters) => use((s) => s.all(parameters.map(bound)) as R[]),
    };
  };
  const close = () => {
    if (open) database.close();
    open = false;
  };
  return { statement, close, isOpen: () => open };
}

/** The driver reads memory of this thread only. */
function bound(value: Value): SqliteValue<object> {
  if (!(value instanceof Uint8Array)) return value;
  return isOwn(value) ? value : Uint8Array.from(value);
}

function isOwn(bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer;
}

/** Listeners are called once for any number of changes in one turn, and never from within the call that made the change. */
function watchers(isOpen: () => boolean) {
  const listeners = new Set<() => void>();
  let due = false;
  const call = () => {
    due = false;
    if (isOpen()) for (const listener of [...listeners]) listener();
  };
  const wake = () => {
    if (!due && listeners.size > 0) queueMicrotask(call);
    due ||= listeners.size > 0;
  };
  const add = (listener: () => void) => {
    const own = () => {
      listener();
    };
    listeners.add(own);
    return () => {
      listeners.delete(own);
    };
  };
  return { wake, add };
}

/** For undoing: the error that led there is the one to tell. On a full disk SQLite has undone everything by itself. */
function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // there is nothing to be done about it
  }
}
