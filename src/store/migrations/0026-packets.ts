/** Packets for remailers, each in its mail to the entry, until that has it. Times are ms since 1970, UTC. */
export const packets = `
CREATE TABLE packet (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  outbox_id      INTEGER REFERENCES outbox (id) ON DELETE CASCADE,   -- the letter it carries; NULL for one that carries none
  transport      TEXT    NOT NULL,
  recipient      TEXT    NOT NULL,                                   -- the entry's address
  source         BLOB    NOT NULL,                                   -- the whole mail
  not_before     INTEGER NOT NULL,
  queued_at      INTEGER NOT NULL,
  attempts       INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX packet_due ON packet (not_before);
CREATE INDEX packet_letter ON packet (outbox_id);
`;
