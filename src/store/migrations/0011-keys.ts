/** Keys of nym servers: when they end, and what happened to them. */
export const keys = `
ALTER TABLE server ADD COLUMN expires_at INTEGER;  -- when its key ends; NULL: never, or not looked at yet

CREATE TABLE server_event (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  server_id   INTEGER NOT NULL REFERENCES server (id),
  at          INTEGER NOT NULL,
  what        TEXT    NOT NULL CHECK (what IN ('added', 'refreshed', 'replaced')),
  fingerprint TEXT    NOT NULL,                    -- of the key from then on: 40 upper-case hex digits
  source      TEXT    NOT NULL,                    -- where that came from: 'a file', 'https://...'
  old_key     BLOB                                 -- the key before, binary; NULL for the first
) STRICT;
CREATE INDEX server_event_server ON server_event (server_id);
`;
