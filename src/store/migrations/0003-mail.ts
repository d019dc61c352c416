/**
 * Mailboxes and messages. Rows of `message` are a few bytes each and lie in UID order, so that a mailbox of 100,000 is one
 * short scan; what is large (structure, bytes) hangs off `body`, which copies share.
 */
export const mail = `
CREATE TABLE mailbox (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  nym_id         INTEGER NOT NULL REFERENCES nym (id),
  name           TEXT    NOT NULL,              -- Unicode, '/' between levels
  uid_validity   INTEGER NOT NULL UNIQUE,
  uid_next       INTEGER NOT NULL DEFAULT 1,
  highest_modseq INTEGER NOT NULL DEFAULT 1,
  special_use    TEXT,                          -- '\\Sent' and so on
  messages       INTEGER NOT NULL DEFAULT 0,    -- these four are kept by every change, for STATUS without a count
  unseen         INTEGER NOT NULL DEFAULT 0,
  deleted        INTEGER NOT NULL DEFAULT 0,
  size           INTEGER NOT NULL DEFAULT 0,    -- bytes
  UNIQUE (nym_id, name)
) STRICT;

-- A table of its own: a subscription outlives its mailbox (RFC 9051 §6.3.7).
CREATE TABLE subscription (
  nym_id INTEGER NOT NULL REFERENCES nym (id),
  name   TEXT    NOT NULL,
  PRIMARY KEY (nym_id, name)
) STRICT, WITHOUT ROWID;

-- Every combination of flags in use, once. Few combinations cover any number of messages.
CREATE TABLE flag_set (
  id      INTEGER PRIMARY KEY,
  flags   TEXT    NOT NULL UNIQUE,              -- JSON array, sorted
  seen    INTEGER NOT NULL,                     -- 1 where it holds \\Seen
  deleted INTEGER NOT NULL                      -- 1 where it holds \\Deleted
) STRICT;

CREATE TABLE body (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  size      INTEGER NOT NULL,                   -- bytes
  structure TEXT    NOT NULL                    -- JSON, opaque here
) STRICT;

-- 128 KiB each but for the last: the driver can read a part of a value only by loading the whole value.
CREATE TABLE body_chunk (
  body_id INTEGER NOT NULL REFERENCES body (id) ON DELETE CASCADE,
  seq     INTEGER NOT NULL,
  bytes   BLOB    NOT NULL,
  UNIQUE (body_id, seq)
) STRICT;

CREATE TABLE message (
  mailbox_id    INTEGER NOT NULL REFERENCES mailbox (id),
  uid           INTEGER NOT NULL,
  modseq        INTEGER NOT NULL,
  flag_set_id   INTEGER NOT NULL REFERENCES flag_set (id),
  internal_date INTEGER NOT NULL,               -- ms since 1970
  size          INTEGER NOT NULL,               -- bytes, as in body: listings need no join
  body_id       INTEGER NOT NULL REFERENCES body (id),
  PRIMARY KEY (mailbox_id, uid)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_modseq ON message (mailbox_id, modseq);
CREATE INDEX message_body ON message (body_id);

CREATE TABLE expunged (
  mailbox_id INTEGER NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
  modseq     INTEGER NOT NULL,
  uid        INTEGER NOT NULL,
  PRIMARY KEY (mailbox_id, modseq, uid)
) STRICT, WITHOUT ROWID;
`;
