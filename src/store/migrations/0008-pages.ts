/** Web pages asked for: what the answer, which names neither nym nor wish, is to be made into. Times are ms since 1970, UTC. */
export const pages = `
CREATE TABLE page_request (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  nym_id      INTEGER NOT NULL REFERENCES nym (id),
  hsub        TEXT    NOT NULL UNIQUE,          -- the answer's subject is made of it
  urls        TEXT    NOT NULL,                 -- JSON array, as asked for
  form        TEXT    NOT NULL CHECK (form IN ('page', 'text')),
  asked_at    INTEGER NOT NULL,
  answered_at INTEGER
) STRICT;
CREATE INDEX page_request_nym ON page_request (nym_id);
`;
