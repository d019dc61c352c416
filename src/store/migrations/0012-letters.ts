/** How each nym writes its letters and when they go; and the outbox knows what is being sealed. Times are ms. */
export const letters = `
ALTER TABLE nym ADD COLUMN pool_least_ms INTEGER NOT NULL DEFAULT 0;   -- a letter goes at a random time between these after it was taken
ALTER TABLE nym ADD COLUMN pool_most_ms  INTEGER NOT NULL DEFAULT 0;   -- 0: at once
ALTER TABLE nym ADD COLUMN html     TEXT NOT NULL DEFAULT 'keep'  CHECK (html IN ('keep', 'text'));
ALTER TABLE nym ADD COLUMN metadata TEXT NOT NULL DEFAULT 'keep'  CHECK (metadata IN ('keep', 'clean', 'refuse'));
ALTER TABLE nym ADD COLUMN forwards TEXT NOT NULL DEFAULT 'clean' CHECK (forwards IN ('clean', 'whole'));

-- SQLite cannot change a CHECK: the table is made again, with one state more.
CREATE TABLE outbox_0012 (
  id                INTEGER PRIMARY KEY AUTOINCREMENT,
  nym_id            INTEGER NOT NULL REFERENCES nym (id),
  kind              TEXT    NOT NULL CHECK (kind IN ('create', 'send', 'config', 'url')),
  state             TEXT    NOT NULL CHECK (state IN ('queued', 'held', 'sealing', 'sending', 'handed-over', 'acknowledged',
                                                      'failed', 'cancelled')),
  message_id        TEXT,                       -- the one the outside world sees; requests have none
  client_message_id TEXT,                       -- the one the mail client gave: its own copy in Sent bears that
  recipients        TEXT    NOT NULL,           -- JSON array of addresses
  transport         TEXT    NOT NULL,
  not_before        INTEGER NOT NULL,
  attempts          INTEGER NOT NULL DEFAULT 0,
  first_tried_at    INTEGER,                    -- when it was first handed over, or was to be
  last_error        TEXT,
  created_at        INTEGER NOT NULL,
  changed_at        INTEGER NOT NULL,
  handed_over_at    INTEGER,
  acknowledged_at   INTEGER,
  sent_body_id      INTEGER REFERENCES body (id) ON DELETE SET NULL,   -- the copy in Sent
  payload           BLOB,                       -- what is sealed; NULL once it is no longer needed
  sealed            BLOB                        -- what was handed over; NULL until sealed, and once no longer needed
) STRICT;
INSERT INTO outbox_0012 SELECT id, nym_id, kind, state, message_id, client_message_id, recipients, transport, not_before, attempts,
  CASE WHEN attempts > 0 THEN created_at END, last_error, created_at, changed_at, handed_over_at, acknowledged_at, sent_body_id, payload, sealed FROM outbox;
-- a number that was given once is never given again: reports and events name it
DELETE FROM sqlite_sequence WHERE name = 'outbox_0012';
INSERT INTO sqlite_sequence (name, seq) SELECT 'outbox_0012', seq FROM sqlite_sequence WHERE name = 'outbox';
DROP TABLE outbox;
ALTER TABLE outbox_0012 RENAME TO outbox;
CREATE INDEX outbox_due ON outbox (state, not_before);
CREATE INDEX outbox_message_id ON outbox (nym_id, message_id);
CREATE INDEX outbox_client_message_id ON outbox (nym_id, client_message_id);
CREATE INDEX outbox_handed_over ON outbox (nym_id, handed_over_at);
CREATE INDEX outbox_sent_body ON outbox (sent_body_id);
-- what is looked at with every mail that is taken: the condition stands in the queries word for word, or SQLite would not see it
CREATE INDEX outbox_waiting ON outbox (nym_id, kind, state) WHERE state IN ('queued', 'held', 'sealing', 'sending');
`;
