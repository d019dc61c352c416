/** What a nym's whole life needs: requests waiting for answers, keys of lives before this one, and what has been told once. */
export const life = `
ALTER TABLE nym ADD COLUMN copies INTEGER NOT NULL DEFAULT 1;  -- of every request that creates or changes; of letters there is one
ALTER TABLE nym ADD COLUMN rotate_ms INTEGER;                  -- how long hSub and symmetric passphrase last; NULL: for ever
ALTER TABLE nym ADD COLUMN rotated_at INTEGER;                 -- when they were last made; NULL: with the nym
ALTER TABLE nym ADD COLUMN recreate TEXT;                      -- JSON: the key wished for when the nym is deleted and made again

-- Keys that the nym had before it was made again: mail on its way is still encrypted to them.
CREATE TABLE nym_old_key (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  nym_id      INTEGER NOT NULL REFERENCES nym (id),
  secret_key  BLOB    NOT NULL,                 -- OpenPGP, binary, without a passphrase of its own
  fingerprint TEXT    NOT NULL,                 -- 40 upper-case hex digits
  retired_at  INTEGER NOT NULL,
  UNIQUE (nym_id, fingerprint)
) STRICT;

-- The request of a nym that has no answer yet: one at most, for what is asked for adds up.
CREATE TABLE nym_request (
  nym_id    INTEGER PRIMARY KEY REFERENCES nym (id),
  kind      TEXT    NOT NULL CHECK (kind IN ('create', 'config', 'delete')),
  tries     INTEGER NOT NULL,                   -- how often it was put into the outbox
  next_at   INTEGER NOT NULL,                   -- when it is sent again, or given up
  outbox_id INTEGER NOT NULL                    -- the last of its rows
) STRICT;

-- What a nym's owner has been told, so that nobody is told twice.
CREATE TABLE nym_told (
  nym_id INTEGER NOT NULL REFERENCES nym (id),
  what   TEXT    NOT NULL,                      -- 'expires 60'
  at     INTEGER NOT NULL,
  PRIMARY KEY (nym_id, what)
) STRICT, WITHOUT ROWID;
`;
