import { lastBody } from './bodies';
import type { Connection } from './connection';
import type { BodyId } from './ids';

/** Names of bodies that no other body ever has, here or elsewhere, and that a restored store keeps (RFC 8474 §5.1). */
export interface ObjectIds {
  /** How to name bodies, as of now. */
  readonly namer: () => (body: BodyId) => string;
  /** The body that has that name, there or gone; undefined where it is none's. */
  readonly named: (name: string) => BodyId | undefined;
  /** For a store that was put back to an earlier state: bodies to come, and its mailboxes, are named otherwise than any before. */
  readonly renew: () => void;
}

interface Salt {
  readonly firstBody: BodyId;
  readonly salt: string;
}

/** The name of a mailbox, as a column: its UIDVALIDITY is no other's, so this is not either (RFC 8474 §4). */
export const mailboxName = `(SELECT 'F' || salt FROM object_salt ORDER BY first_body DESC LIMIT 1) || '-' || format('%x', uid_validity)`;

export function openObjectIds({ sql }: Pick<Connection, 'sql'>): ObjectIds {
  const salts = sql<Salt>('SELECT first_body AS firstBody, salt FROM object_salt ORDER BY first_body DESC');
  const renew = sql(
    `INSERT OR REPLACE INTO object_salt (first_body, salt)
     SELECT 1 + ${lastBody}, lower(hex(randomblob(8)))`,
  );
  const namer = () => {
    let salted: readonly Salt[] | undefined;
    const saltOf = (body: BodyId) => (salted ??= salts.all()).find(({ firstBody }) => firstBody <= body)?.salt ?? '';
    return (body: BodyId) => `M${saltOf(body)}-${body.toString(16)}`;
  };
  return {
    namer,
    named: (name) => {
      const body = Number.parseInt(name.slice(name.lastIndexOf('-') + 1), 16) as BodyId;
      return Number.isSafeInteger(body) && namer()(body) === name ? body : undefined;
    },
    renew: () => {
      renew.run();
    },
  };
}
