/** Nyms' ephemeral layers: a message comes out of one only once, and what is put into one moves it on. Times are ms since 1970. */
export const layers = `
CREATE TABLE nym_layer (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  nym_id   INTEGER NOT NULL REFERENCES nym (id),
  state    BLOB    NOT NULL,                    -- of our side of the ratchet
  version  INTEGER NOT NULL DEFAULT 0,          -- grows with every change of the state
  made_at  INTEGER NOT NULL,
  used_at  INTEGER,                             -- when the server last spoke in it, by its signature; NULL: it never did
  ended_at INTEGER                              -- when the nym's life ended that it was made for
) STRICT;
CREATE INDEX nym_layer_nym ON nym_layer (nym_id);

-- What came out of a layer and did not open further: it waits here for a key or a passphrase.
CREATE TABLE article_inner (
  article_id INTEGER NOT NULL REFERENCES article (id),
  nym_id     INTEGER NOT NULL REFERENCES nym (id),
  source     BLOB    NOT NULL,
  PRIMARY KEY (article_id, nym_id)
) STRICT;

ALTER TABLE outbox ADD COLUMN layered  BLOB;    -- the payload inside the layer: put there once, sealed as often as keys change
ALTER TABLE outbox ADD COLUMN layer_id INTEGER; -- which layer that is
`;
