import { asBuffer } from '../../base/bytes';
import { Secret } from '../../base/secret';
import { OpenPgpError, open } from '../openpgp';
import { EphemeralError } from './errors';
import { keyBytes, pairOf } from './keys';
import { limits } from './limits';
import { readRows } from './sqlDump';
import type { SqlValue } from './sqlDump';
import type { PastChain, Receiving, Sending, Skipped, State } from './state';

/**
 * The state in a file of pyaxo 0.4's, which nymphemeral keeps a nym's layer in: a dump in SQL, encrypted with a passphrase.
 * Keys of messages that had not come count from `now` on, in milliseconds since 1970. Throws `wrong-passphrase` or `bad-state`.
 */
export async function readPyaxoState(file: Uint8Array, passphrase: string, now: number): Promise<State> {
  const dump = await openDump(file, passphrase, now);
  // Saving a state takes its row away and puts it at the end: the last is the one that was used last.
  const row = readRows(dump, 'conversations', columns.length)?.at(-1);
  const skippedRows = readRows(dump, 'skipped_mk', skippedColumns);
  if (!row || !skippedRows) throw badState();
  const column = (name: Column) => row[columns.indexOf(name)];
  const ours = skippedRows.filter(([own, other]) => own === column('own') && other === column('other'));
  return stateOf(column, skippedByHeader(ours, now), now);
}

const begin = 'BEGIN TRANSACTION;';

async function openDump(file: Uint8Array, passphrase: string, now: number): Promise<string> {
  if (file.length > limits.pyaxoBytes) throw badState();
  // pyaxo leaves the dump in the open where it was given no passphrase.
  if (asBuffer(file).toString('latin1', 0, begin.length) === begin) return asBuffer(file).toString('utf8');
  const wishes = { keys: [], passphrases: [passphrase], signers: [], now: new Date(now), maxBytes: limits.pyaxoBytes };
  try {
    return (await open(file, wishes)).plaintext.toString('utf8');
  } catch (error) {
    if (!(error instanceof OpenPgpError)) throw error;
    if (error.code !== 'wrong-passphrase') throw badState(error);
    throw new EphemeralError('wrong-passphrase', 'The passphrase does not open the state of the ephemeral layer.', {
      cause: error,
    });
  }
}

/** In pyaxo's order; the names are those of ephemeral.md. */
const columns = [
  'own',
  'other',
  'RK',
  'HKs',
  'HKr',
  'NHKs',
  'NHKr',
  'CKs',
  'CKr',
  'DHIs_priv',
  'DHIs',
  'DHIr',
  'DHRs_priv',
  'DHRs',
  'DHRr',
  'CONVid',
  'Ns',
  'Nr',
  'PNs',
  'ratchet_flag',
  'mode',
] as const;
/** Both identities, HKr, the message's key, seconds since 1970. */
const skippedColumns = 5;

type Column = (typeof columns)[number];
type Row = (name: Column) => SqlValue;

function stateOf(row: Row, skipped: ReadonlyMap<string, readonly Skipped[]>, now: number): State {
  const receiving = receivingOf(row, skipped);
  const past = [...skipped].filter(([header]) => header !== row('HKr')).reverse();
  return {
    role: row('mode') === '1' ? 'server' : 'client',
    root: secretOf(row('RK')),
    sending: sendingOf(row),
    nextSending: secretOf(row('NHKs')),
    receiving,
    nextReceiving: secretOf(row('NHKr')),
    past: past.map(([header, keys]) => pastChain(header, keys, now)),
  };
}

function sendingOf(row: Row): Sending {
  const sent = numberOf(row('Ns'));
  if (row('ratchet_flag') === '1') return { kind: 'next', theirs: bytesOf(row('DHRr')), sent };
  return {
    kind: 'same',
    header: secretOf(row('HKs')),
    chain: secretOf(row('CKs')),
    own: pairOf(secretOf(row('DHRs_priv'))),
    sent,
    sentBefore: numberOf(row('PNs')),
  };
}

/** `0` stands for a key that is not there yet. */
function receivingOf(row: Row, skipped: ReadonlyMap<string, readonly Skipped[]>): Receiving | undefined {
  const header = row('HKr');
  if (header === undefined || header === '0') return undefined;
  const keys = { header: secretOf(header), chain: secretOf(row('CKr')) };
  return { ...keys, next: numberOf(row('Nr')), skipped: skipped.get(header) ?? [] };
}

/** How long the chain was is not in the file: every number may be one of it. */
function pastChain(header: string, skipped: readonly Skipped[], now: number): PastChain {
  return { header: secretOf(header), next: 10 ** (limits.digits.most - 3), skipped, replacedAt: now };
}

/** Oldest first, as they stand in the file. */
function skippedByHeader(rows: readonly SqlValue[][], now: number): Map<string, Skipped[]> {
  const found = new Map<string, Skipped[]>();
  for (const [, , header = '', key] of rows) {
    const one = { number: undefined, key: secretOf(key), since: now };
    const others = found.get(header);
    if (others) others.push(one);
    else found.set(header, [one]);
  }
  return found;
}

function secretOf(value: SqlValue): Secret {
  return new Secret(bytesOf(value));
}

function bytesOf(value: SqlValue): Buffer {
  const bytes = Buffer.from(value ?? '', 'base64');
  if (bytes.length !== keyBytes) throw badState();
  return bytes;
}

function numberOf(value: SqlValue): number {
  if (value === undefined || !/^[0-9]{1,6}$/.test(value)) throw badState();
  return Number(value);
}

function badState(cause?: unknown): EphemeralError {
  return new EphemeralError('bad-state', 'The file is not a state of an ephemeral layer, or is damaged.', { cause });
}
