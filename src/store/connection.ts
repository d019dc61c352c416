import { isPromise } from 'node:util/types';
import type { Database } from '@signalapp/sqlcipher';
import { openLight } from './light';
import { limits } from './limits';
import { openStatements } from './statements';
import type { Parameters, Statement } from './statements';
import { openWatchers } from './watchers';

export type { Parameters, Statement } from './statements';

/** The open file as the table groups see it: statements, transactions, and news of changes. */
export interface Connection {
  /** `R` names the columns of a row; the schema's STRICT tables see to it that they are so. What writes by `get` or `all` does so inside a transaction only. */
  readonly sql: <R = never>(text: string) => Statement<R>;
  readonly transaction: <T>(f: () => T) => T;
  /** A transaction that a crash of the program cannot undo, and a power cut within a second can: see light.ts. */
  readonly lightly: <T>(f: () => T) => T;
  readonly reading: <T>(f: () => T) => T;
  /** Throws StoreError `busy` at once where another process is writing, instead of waiting for it. */
  readonly impatiently: <T>(f: () => T) => T;
  /** Grows whenever something written is undone: what was remembered of the file may be wrong then. */
  readonly rollbacks: () => number;
  /**
   * Grows whenever somebody has written what a query may be about, here or in another process: as long as it stays, so do the answers.
   * The second leaves out what others have written since the file was last asked, and so costs nothing.
   */
  readonly version: () => number;
  readonly versionLastSeen: () => number;
  readonly watch: (listener: () => void) => () => void;
  readonly changed: () => boolean;
  readonly poll: () => void;
  readonly close: () => void;
}

/** Wraps an open database. Nothing else may use it from here on. */
export function connect(database: Database): Connection {
  const compiled = openStatements(database);
  const listeners = openWatchers(compiled.isOpen);
  const state: Progress = { depth: 0, begun: 0, reading: false, dirty: false, writes: 0, rollbacks: 0 };
  const control = (text: string) => {
    compiled.statement(text).run();
  };

  const wroteSomething = () => {
    state.dirty = true;
    state.writes++;
    if (state.depth === 0) finish();
  };
  const finish = () => {
    if (state.dirty) listeners.wake();
    state.dirty = false;
  };

  const { within, reading } = openTransactions(control, state, finish);
  const foreign = openForeign(compiled.statement, listeners.wake, state);
  const light = openLight({
    ...compiled,
    transaction: within,
    isWithin: () => state.depth > 0,
    hasWritten: () => state.dirty,
    others: () => foreign.commits() + state.rollbacks,
  });
  const transaction = <T>(f: () => T): T => {
    if (state.depth === 0) light.firmly();
    return within(f);
  };

  return {
    sql: <R>(text: string): Statement<R> => {
      const statement = compiled.statement<R>(text);
      const run = (...parameters: Parameters) => {
        if (state.depth === 0) light.firmly();
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
    ...foreign,
    close: () => {
      // what cannot be settled keeps its mark, for the next one who opens the file
      quietly(light.settle);
      compiled.close();
    },
  };
}

/** What a connection is at, and has done. */
interface Progress {
  /** Of transactions in one another. */
  depth: number;
  /** Grows with each outermost one. */
  begun: number;
  /** Whether it only reads. */
  reading: boolean;
  /** Whether something was written that nobody has been told of. */
  dirty: boolean;
  /** Grows with each write, and with each that was undone. */
  writes: number;
  rollbacks: number;
}

function openTransactions(control: (text: string) => void, state: Progress, finish: () => void) {
  const bracket = <T>(begin: string, end: string, undo: readonly string[], f: () => T): T => {
    control(begin);
    if (state.depth++ === 0) state.begun++;
    try {
      const result = f();
      if (isPromise(result)) throw new TypeError('a transaction cannot wait: its function returned a promise');
      control(end);
      return result;
    } catch (error) {
      state.rollbacks++;
      for (const text of undo) quietly(control, text);
      throw error;
    } finally {
      state.depth--;
    }
  };

  const within = <T>(f: () => T): T => {
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

  return { within, reading };
}

/** What other processes write, and how not to wait for them. */
function openForeign(
  statement: ReturnType<typeof openStatements>['statement'],
  wake: () => void,
  own: Readonly<Progress>,
) {
  const pragma = statement<{ data_version: number }>('PRAGMA data_version');
  const seen = { version: pragma.get()?.data_version, commits: 0 };
  const look = () => {
    const before = seen.version;
    seen.version = pragma.get()?.data_version;
    if (seen.version !== before) seen.commits++;
    return seen.commits;
  };
  const looked = { inTransaction: -1, inTurn: false };
  const endTurn = () => {
    looked.inTurn = false;
  };
  /**
   * As of the last look: one in each transaction, which sees nothing of what comes after, and outside of any one in each turn of the
   * event loop, for what others write meanwhile may as well come behind it.
   */
  const commits = () => {
    if (own.depth > 0 ? looked.inTransaction === own.begun : looked.inTurn) return seen.commits;
    if (own.depth > 0) looked.inTransaction = own.begun;
    else {
      looked.inTurn = true;
      process.nextTick(endTurn);
    }
    return look();
  };
  let told = seen.commits;
  const changed = () => {
    const before = told;
    told = look();
    return told !== before;
  };
  const impatient = statement('PRAGMA busy_timeout = 0');
  const patient = statement(`PRAGMA busy_timeout = ${limits.busyMs}`);
  return {
    impatiently: <T>(f: () => T): T => {
      impatient.get();
      try {
        return f();
      } finally {
        patient.get();
      }
    },
    changed,
    commits,
    version: () => commits() + own.writes + own.rollbacks,
    versionLastSeen: () => seen.commits + own.writes + own.rollbacks,
    poll: () => {
      if (changed()) wake();
    },
  };
}

/** For undoing: the error that led there is the one to tell. On a full disk SQLite has undone everything by itself. */
function quietly<A extends readonly unknown[]>(work: (...about: A) => void, ...about: A): void {
  try {
    work(...about);
  } catch {
    // there is nothing to be done about it
  }
}
