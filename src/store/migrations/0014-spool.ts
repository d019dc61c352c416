/** Articles stay after they were looked at, for nyms, subjects and keys that come later; and what the spool has been searched by. */
export const spool = `
-- apart from the rest, which is looked through by the hundred thousand
CREATE TABLE article_source (
  article_id INTEGER PRIMARY KEY REFERENCES article (id),
  source     BLOB    NOT NULL
) STRICT;
INSERT INTO article_source (article_id, source) SELECT id, source FROM article WHERE source IS NOT NULL;
ALTER TABLE article ADD COLUMN bytes INTEGER;  -- of the source; NULL where it was dropped
UPDATE article SET bytes = length(source) WHERE source IS NOT NULL;
ALTER TABLE article DROP COLUMN source;
CREATE INDEX article_done ON article (fetched_at, id, bytes) WHERE state = 'done' AND bytes IS NOT NULL;

CREATE TABLE nym_searched (
  nym_id INTEGER NOT NULL REFERENCES nym (id),
  digest BLOB    NOT NULL,                      -- SHA-256 of a subject, passphrase or key
  PRIMARY KEY (nym_id, digest)
) STRICT, WITHOUT ROWID;

-- how a catch-up gets on
ALTER TABLE news_mark ADD COLUMN last       INTEGER NOT NULL DEFAULT 0; -- the group's high-water mark when it was last asked for
ALTER TABLE news_mark ADD COLUMN round_from INTEGER NOT NULL DEFAULT 0; -- where this round began, and when
ALTER TABLE news_mark ADD COLUMN round_at   INTEGER NOT NULL DEFAULT 0;
`;
