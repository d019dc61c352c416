/** Nym servers, nyms and what happened to them. All times are milliseconds since 1970, UTC. */
export const nyms = `
CREATE TABLE server (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  domain      TEXT    NOT NULL UNIQUE,          -- lower case
  public_key  BLOB    NOT NULL,                 -- OpenPGP, binary
  fingerprint TEXT    NOT NULL,                 -- 40 upper-case hex digits
  added_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE nym (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  address      TEXT    NOT NULL UNIQUE,         -- lower case
  server_id    INTEGER NOT NULL REFERENCES server (id),
  display_name TEXT    NOT NULL,
  state        TEXT    NOT NULL CHECK (state IN ('draft', 'requested', 'active', 'changing', 'duplicate', 'reserved',
                                                 'deleting', 'deleted', 'expired', 'lost')),
  secret_key   BLOB    NOT NULL,                -- OpenPGP, binary, without a passphrase of its own
  password     TEXT    NOT NULL,                -- of the nym's mail account here
  options      TEXT    NOT NULL,                -- JSON: the settings as the server last listed them
  asked        TEXT,                            -- JSON: the options of a request that is not answered yet
  transport    TEXT    NOT NULL,
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER                          -- NULL: the key does not expire
) STRICT;
CREATE INDEX nym_server ON nym (server_id);

-- How to recognise a nym's articles. 'asked' and 'retired' ones count too: answers come late and in any order.
-- 'once' are for the answer to one web page request.
CREATE TABLE nym_selector (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  nym_id     INTEGER NOT NULL REFERENCES nym (id),
  state      TEXT    NOT NULL CHECK (state IN ('asked', 'current', 'retired', 'once')),
  selector   TEXT    NOT NULL,                  -- JSON
  changed_at INTEGER NOT NULL,                  -- when it came into this state
  UNIQUE (nym_id, selector)
) STRICT;

-- Passphrases of the outer symmetric layer, kept by the same rules.
CREATE TABLE nym_passphrase (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  nym_id     INTEGER NOT NULL REFERENCES nym (id),
  state      TEXT    NOT NULL CHECK (state IN ('asked', 'current', 'retired', 'once')),
  passphrase TEXT    NOT NULL,
  changed_at INTEGER NOT NULL,
  UNIQUE (nym_id, passphrase)
) STRICT;

CREATE TABLE nym_event (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  nym_id     INTEGER NOT NULL REFERENCES nym (id),
  at         INTEGER NOT NULL,
  from_state TEXT    NOT NULL,
  to_state   TEXT    NOT NULL,
  evidence   TEXT    NOT NULL                   -- 'article <id@host>', 'outbox 17', 'clock', 'user'
) STRICT;
CREATE INDEX nym_event_nym ON nym_event (nym_id);
`;
