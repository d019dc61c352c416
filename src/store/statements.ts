import type { Database, RunResult, SqliteValue } from '@signalapp/sqlcipher';
import { meaningOf } from './driverErrors';
import { StoreError } from './errors';

type Value = string | number | null | Uint8Array;
export type Parameters = readonly Value[];
type Compiled = ReturnType<Database['prepare']>;
type Values = SqliteValue<object>[];

/** One SQL statement, compiled at its first use and kept. Every parameter is a `?`. */
export interface Statement<R> {
  run(...parameters: Parameters): RunResult;
  get(...parameters: Parameters): R | undefined;
  all(...parameters: Parameters): R[];
}

/** Compiles statements when they are first used, and makes StoreErrors of the driver's. */
export function openStatements(database: Database) {
  let open = true;
  const cache = new Map<string, Compiled>();
  const compile = (text: string): Compiled => {
    const ready = cache.get(text) ?? database.prepare(text, { persistent: true });
    cache.set(text, ready);
    return ready;
  };
  const statement = <R>(text: string): Statement<R> => {
    let ready: Compiled | undefined;
    // no function is made for a call: a STORE makes eleven
    const use = <T>(f: (statement: Compiled, values: Values) => T, parameters: Parameters): T => {
      if (!open) throw new StoreError('closed', 'The store has been closed.');
      try {
        return f((ready ??= compile(text)), parameters.map(bound));
      } catch (error) {
        throw meaningOf(error);
      }
    };
    return {
      run: (...parameters) => use(run, parameters),
      get: (...parameters) => use(get, parameters) as R | undefined,
      all: (...parameters) => use(all, parameters) as R[],
    };
  };
  const close = () => {
    if (open) database.close();
    open = false;
  };
  return { statement, close, isOpen: () => open };
}

const run = (statement: Compiled, values: Values) => statement.run(values);
const get = (statement: Compiled, values: Values) => statement.get(values);
const all = (statement: Compiled, values: Values) => statement.all(values);

/** The driver takes bytes at no address for NULL; these have one. */
const noBytes = new Uint8Array(1).subarray(0, 0);

/** The driver reads memory of this thread only. */
function bound(value: Value): SqliteValue<object> {
  if (!(value instanceof Uint8Array)) return value;
  if (value.length === 0) return noBytes;
  return isOwn(value) ? value : Uint8Array.from(value);
}

function isOwn(bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer;
}
