import type { Connection } from './connection';
import type { BodyId, MailboxId, Uid } from './ids';
import { limits } from './limits';

/** The texts of mails, kept for SEARCH. */
export interface Texts {
  /** Bodies whose text is not kept, oldest first. */
  readonly due: (count: number) => DueText[];
  /** Those of messages above `after` in a mailbox, in their order. */
  readonly dueIn: (mailbox: MailboxId, after: Uid | 0, count: number) => DueMessage[];
  /** Bodies that are gone meanwhile are left out. May be lost in a power cut: then they are due again. Throws StoreError `busy` at once where another process is writing. */
  keep(texts: readonly NewText[]): void;
  /** Keeps one, soon, with others: see behind.ts. */
  readonly keepSoon: (text: NewText) => void;
  /** Looks on in a mailbox, at messages above `after`, as many as take some milliseconds. Undefined where there are none. */
  find(mailbox: MailboxId, after: Uid | 0, needle: Uint8Array, within: 'all' | 'body'): TextFinds | undefined;
}

export interface DueText {
  readonly bodyId: BodyId;
  /** JSON, as it was appended. */
  readonly structure: string;
  /** Of its bytes what lies beside that: all of a short mail, nothing of one that an earlier version filed. */
  readonly beginning: Uint8Array | null;
}

export interface DueMessage extends DueText {
  readonly uid: Uid;
}

export interface NewText {
  readonly bodyId: BodyId;
  /** Whether that is all of it. */
  readonly whole: boolean;
  /** What is looked into for `all` only. */
  readonly head: Uint8Array;
  readonly body: Uint8Array;
}

/** All UIDs are ascending. */
export interface TextFinds {
  readonly matching: readonly Uid[];
  /** Not all of their text is kept, and what is does not match. */
  readonly open: readonly Uid[];
  /** The last message that was looked at. */
  readonly last: Uid;
}

/** The table, apart from what waits to be written into it. */
export interface TextTable extends Omit<Texts, 'keepSoon'> {
  /** Inside a transaction only, in which `advance` follows. */
  readonly put: (text: NewText) => void;
  /** Notes up to where all are kept: those are not looked for again. */
  readonly advance: () => void;
}

export function openTexts({ sql, lightly, impatiently }: Connection): TextTable {
  const all = `coalesce((SELECT value FROM counter WHERE name = 'texts'), 0)`;
  const beyond = `SELECT 1 FROM body WHERE id > ${all}`;
  const isDue = (id: string) =>
    `${id} > ${all} AND NOT EXISTS (SELECT 1 FROM body_text AS text WHERE text.body_id = ${id})`;
  const due = sql<DueText>(
    `SELECT id AS bodyId, structure, bytes AS beginning FROM body WHERE ${isDue('body.id')} ORDER BY id LIMIT ?`,
  );
  // by the message's own column: of bodies that are not due no page is read
  const dueIn = sql<DueMessage>(
    `SELECT message.uid, body.id AS bodyId, body.structure, body.bytes AS beginning FROM message CROSS JOIN body ON body.id = message.body_id
     WHERE EXISTS (${beyond})
       AND message.mailbox_id = ? AND message.uid > ? AND ${isDue('message.body_id')} ORDER BY message.uid LIMIT ?`,
  );
  const insert = sql(
    `INSERT OR REPLACE INTO body_text (body_id, whole, head, body) SELECT id, ?, ?, ? FROM body WHERE id = ?`,
  );
  const done = sql(
    `INSERT INTO counter (name, value)
     SELECT 'texts', coalesce((SELECT id - 1 FROM body WHERE ${isDue('body.id')} ORDER BY id LIMIT 1), (SELECT max(id) FROM body)) WHERE EXISTS (${beyond})
     ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)`,
  );
  const find = openFind(sql);
  const put = ({ bodyId, whole, head, body }: NewText) => {
    insert.run(Number(whole), head, body, bodyId);
  };
  const advance = () => {
    done.run();
  };
  return {
    due: (count) => due.all(count),
    dueIn: (mailbox, after, count) => dueIn.all(mailbox, after, count),
    keep: (texts) => {
      impatiently(() => {
        lightly(() => {
          texts.forEach(put);
          advance();
        });
      });
    },
    put,
    advance,
    find,
  };
}

function openFind(sql: Connection['sql']): Texts['find'] {
  const { messages, bytes } = limits.searchedAtOnce;
  const lastOf = sql<{ last: Uid | null }>(
    `SELECT max(uid) AS last FROM (
       SELECT uid, sum(size) OVER (ORDER BY uid ROWS UNBOUNDED PRECEDING) - size AS before
       FROM (SELECT uid, size FROM message WHERE mailbox_id = ? AND uid > ? ORDER BY uid LIMIT ${messages})
     ) WHERE before < ${bytes}`,
  );
  const judged = (found: string) =>
    sql<{ matching: string; open: string }>(
      `WITH judged AS MATERIALIZED (
         SELECT message.uid, coalesce(${found}, 0) AS found, coalesce(text.whole, 0) AS whole
         FROM message LEFT JOIN body_text AS text ON text.body_id = message.body_id
         WHERE message.mailbox_id = ? AND message.uid > ? AND message.uid <= ? ORDER BY message.uid
       )
       SELECT json_group_array(uid) FILTER (WHERE found) AS matching,
         json_group_array(uid) FILTER (WHERE NOT found AND NOT whole) AS open FROM judged`,
    );
  const inBody = 'instr(text.body, ?) > 0';
  const statements = { body: judged(inBody), all: judged(`(instr(text.head, ?) > 0 OR ${inBody})`) };
  return (mailbox, after, needle, within) => {
    const needles = { body: [needle], all: [needle, needle] };
    const last = lastOf.get(mailbox, after)?.last ?? undefined;
    const row = last === undefined ? undefined : statements[within].get(...needles[within], mailbox, after, last);
    if (last === undefined || !row) return undefined;
    return { matching: JSON.parse(row.matching) as Uid[], open: JSON.parse(row.open) as Uid[], last };
  };
}
