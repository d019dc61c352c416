/** Messages to a nym here through a remailer, to see whether they come back. Times are ms since 1970, UTC. */
export const pings = `
CREATE TABLE ping (
  digest         BLOB    PRIMARY KEY,                                -- SHA-256 of the one word that it says
  nym_id         INTEGER NOT NULL REFERENCES nym (id) ON DELETE CASCADE,
  packet_id      INTEGER REFERENCES packet (id) ON DELETE SET NULL,  -- NULL once it was handed over
  format         TEXT    NOT NULL CHECK (format IN ('yamn', 'mixmaster')),
  name           TEXT    NOT NULL,                                   -- of the remailer, as it was listed then
  address        TEXT    NOT NULL,
  key_id         TEXT    NOT NULL,                                   -- 32 hex digits
  queued_at      INTEGER NOT NULL,
  sent_at        INTEGER,                                            -- NULL until it was handed over
  arrived_at     INTEGER                                             -- NULL until it was back
) STRICT;
CREATE INDEX ping_packet ON ping (packet_id);
CREATE INDEX ping_nym ON ping (nym_id);
`;
