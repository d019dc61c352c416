/** What has been taken out to, or brought in from, somewhere else: so that a second run, or one after a crash, doubles nothing. */
export const moving = `
-- One folder on one way: out of a mailbox to a place, or from a place into a mailbox.
CREATE TABLE move_way (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  nym_id INTEGER NOT NULL REFERENCES nym (id) ON DELETE CASCADE,
  peer   TEXT    NOT NULL,                      -- the place, as src/moving names it
  folder TEXT    NOT NULL,                      -- which folder of it, as src/moving names it
  UNIQUE (nym_id, peer, folder)
) STRICT;

CREATE TABLE moved (
  way_id INTEGER NOT NULL REFERENCES move_way (id) ON DELETE CASCADE,
  mail   TEXT    NOT NULL,                      -- what tells it from all others on this way
  placed INTEGER,                               -- its UID where it went; NULL: unknown, or none there
  PRIMARY KEY (way_id, mail)
) STRICT, WITHOUT ROWID;
`;
