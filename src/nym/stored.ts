import type { Options, Selector, Settings } from '../protocol/nymserv';
import { UserError } from '../base/errors';
import type { NymId, NymRow, Store } from '../store';
import type { NextKey } from './nym';

// The JSON columns of the nym's tables: written and read here only.

/** What the server last listed, and when it said so, in ms since 1970: lists come late and in any order. */
export interface Listed {
  readonly settings: Settings;
  readonly saidAt: number;
}

export function writeListed(listed: Listed | undefined): string {
  return JSON.stringify(listed ?? {});
}

export function readListed(json: string): Listed | undefined {
  const value = JSON.parse(json) as Listed | Record<string, never>;
  return 'settings' in value ? (value as Listed) : undefined;
}

/** Undefined where nothing is left to ask for. */
export function writeAsked(options: Options): string | undefined {
  return Object.keys(options).length === 0 ? undefined : JSON.stringify(options);
}

export function readAsked(json: string | undefined): Options | undefined {
  return json === undefined ? undefined : (JSON.parse(json) as Options);
}

export function writeSelector(selector: Selector): string {
  return JSON.stringify(selector);
}

export function readSelector(json: string): Selector {
  return JSON.parse(json) as Selector;
}

export function writeNextKey(wish: NextKey | undefined): string | undefined {
  return wish && JSON.stringify(wish);
}

export function readNextKey(json: string | undefined): NextKey | undefined {
  return json === undefined ? undefined : (JSON.parse(json) as NextKey);
}

/** Throws UserError where there is no such nym. */
export function mustRow(store: Store, id: NymId): NymRow {
  const row = store.nyms.byId(id);
  if (!row) throw new UserError('There is no such nym.');
  return row;
}
