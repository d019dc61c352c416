/** Articles seen in the newsgroup, what was delivered from them, and how far each news server has been read. */
export const news = `
CREATE TABLE article (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  message_id TEXT    NOT NULL UNIQUE,           -- with its angle brackets
  subject    TEXT    NOT NULL,
  posted_at  INTEGER,                           -- ms since 1970, by its Date field; NULL where that cannot be read
  fetched_at INTEGER NOT NULL,
  state      TEXT    NOT NULL CHECK (state IN ('new', 'done', 'kept')),
  source     BLOB                               -- NULL once it has been looked at and is not ours
) STRICT;
CREATE INDEX article_new ON article (id) WHERE state = 'new';

-- Once for each nym, however many servers bring the article and however often the program dies.
CREATE TABLE article_delivery (
  article_id INTEGER NOT NULL REFERENCES article (id),
  nym_id     INTEGER NOT NULL REFERENCES nym (id),
  PRIMARY KEY (article_id, nym_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE news_mark (
  server     TEXT    NOT NULL,                  -- the name in the configuration
  newsgroup  TEXT    NOT NULL,
  high       INTEGER NOT NULL,                  -- every article number up to this one is in the spool, or gone
  low        INTEGER NOT NULL,                  -- the server's low-water mark then: a fall means it was renumbered
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (server, newsgroup)
) STRICT, WITHOUT ROWID;
`;
