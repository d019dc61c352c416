import { asBuffer } from '../base/bytes';
import { assignments } from './columns';
import type { Connection } from './connection';
import type { NymId } from './ids';

/** When mail to a contact is encrypted. */
export type EncryptHabit = 'always' | 'when-asked' | 'never';

/** A correspondent of one nym, and their key. */
export interface ContactRow {
  readonly id: number;
  readonly nymId: NymId;
  /** Lower case. */
  readonly address: string;
  /** OpenPGP, binary. */
  readonly publicKey: Buffer;
  /** 40 upper-case hex digits. */
  readonly fingerprint: string;
  readonly encrypt: EncryptHabit;
  /** Whether what is encrypted is signed too. */
  readonly sign: boolean;
  /** Milliseconds since 1970. */
  readonly addedAt: number;
}

export type ContactChanges = Partial<Pick<ContactRow, 'publicKey' | 'fingerprint' | 'encrypt' | 'sign'>>;

export interface Contacts {
  /** Throws `already-exists` where the nym has that contact. */
  add(contact: Omit<ContactRow, 'id'>): void;
  /** By address. */
  of(nymId: NymId): ContactRow[];
  change(id: number, changes: ContactChanges): void;
  remove(id: number): void;
}

interface Columns extends Omit<ContactRow, 'publicKey' | 'sign'> {
  readonly publicKey: Uint8Array;
  readonly sign: number;
}

const changeable = { publicKey: 'key', fingerprint: 'fingerprint', encrypt: 'encrypt', sign: 'sign' };

export function openContacts({ sql }: Connection): Contacts {
  const add = sql(
    'INSERT INTO contact (nym_id, address, key, fingerprint, encrypt, sign, added_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const of = sql<Columns>(
    `SELECT id, nym_id AS nymId, address, key AS publicKey, fingerprint, encrypt, sign, added_at AS addedAt FROM contact
     WHERE nym_id = ? ORDER BY address`,
  );
  const remove = sql('DELETE FROM contact WHERE id = ?');
  return {
    add: ({ nymId, address, publicKey, fingerprint, encrypt, sign, addedAt }) => {
      add.run(nymId, address.toLowerCase(), publicKey, fingerprint, encrypt, Number(sign), addedAt);
    },
    of: (nymId) => of.all(nymId).map((row) => ({ ...row, publicKey: asBuffer(row.publicKey), sign: row.sign === 1 })),
    change: (id, { sign, ...rest }) => {
      const columns = { ...rest, ...(sign !== undefined && { sign: Number(sign) }) };
      const { sql: set, values } = assignments<string | number | Uint8Array>(columns, changeable);
      if (values.length > 0) sql(`UPDATE contact SET ${set} WHERE id = ?`).run(...values, id);
    },
    remove: (id) => {
      remove.run(id);
    },
  };
}
