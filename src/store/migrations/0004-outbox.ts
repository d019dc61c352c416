/** The outbox. A row is a letter's whole life; its state moves only by compare-and-set. Times are ms since 1970, UTC. */
export const outbox = `
CREATE TABLE outbox (
  id                INTEGER PRIMARY KEY AUTOINCREMENT,
  nym_id            INTEGER NOT NULL REFERENCES nym (id),
  kind              TEXT    NOT NULL CHECK (kind IN ('create', 'send', 'config', 'url')),
  state             TEXT    NOT NULL CHECK (state IN ('queued', 'held', 'sending', 'handed-over', 'acknowledged', 'failed',
                                                      'cancelled')),
  message_id        TEXT,                       -- the one the outside world sees; requests have none
  client_message_id TEXT,                       -- the one the mail client gave: its own copy in Sent bears that
  recipients        TEXT    NOT NULL,           -- JSON array of addresses
  transport         TEXT    NOT NULL,
  not_before        INTEGER NOT NULL,
  attempts          INTEGER NOT NULL DEFAULT 0,
  last_error        TEXT,
  created_at        INTEGER NOT NULL,
  changed_at        INTEGER NOT NULL,
  handed_over_at    INTEGER,
  acknowledged_at   INTEGER,
  sent_body_id      INTEGER REFERENCES body (id) ON DELETE SET NULL,   -- the copy in Sent
  payload           BLOB,                       -- what is sealed; NULL once it is no longer needed
  sealed            BLOB                        -- what was handed over; NULL until sealed, and once no longer needed
) STRICT;
CREATE INDEX outbox_due ON outbox (state, not_before);
CREATE INDEX outbox_message_id ON outbox (nym_id, message_id);
CREATE INDEX outbox_client_message_id ON outbox (nym_id, client_message_id);
CREATE INDEX outbox_handed_over ON outbox (nym_id, handed_over_at);
CREATE INDEX outbox_sent_body ON outbox (sent_body_id);
`;
