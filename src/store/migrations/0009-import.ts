/** What other programs' nyms bring along: of nymphemeral's, the ephemeral layer, kept as it is until this program can speak it. */
export const imported = `
CREATE TABLE nym_ratchet (
  nym_id     INTEGER PRIMARY KEY REFERENCES nym (id),
  state      BLOB    NOT NULL,                  -- the file of the ratchet's state (pyaxo's), byte for byte: locked by a passphrase
  passphrase TEXT,                              -- that unlocks it; NULL: not known
  taken_at   INTEGER NOT NULL
) STRICT;

-- Articles that the other program had fetched and not opened: each can be opened once, by the state above.
CREATE TABLE nym_ratchet_article (
  nym_id INTEGER NOT NULL REFERENCES nym (id),
  name   TEXT    NOT NULL,                      -- of its file there
  source BLOB    NOT NULL,
  PRIMARY KEY (nym_id, name)
) STRICT;
`;
