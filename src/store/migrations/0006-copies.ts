/** What keeps a damaged copy of an article from standing in for an intact one, and a letter posted again from coming twice. */
export const copies = `
ALTER TABLE article ADD COLUMN whole INTEGER NOT NULL DEFAULT 1;           -- 0: cut short; an intact copy takes its place
ALTER TABLE article_delivery ADD COLUMN opened INTEGER NOT NULL DEFAULT 1; -- 0: no more than a notice that it could not be
CREATE INDEX article_kept ON article (id) WHERE state = 'kept';

-- What the nym server has signed and a nym has had: anybody can post the same message again under another Message-ID.
CREATE TABLE nym_heard (
  nym_id INTEGER NOT NULL REFERENCES nym (id),
  digest BLOB    NOT NULL,                      -- SHA-256 of the payload and the time of its signature
  PRIMARY KEY (nym_id, digest)
) STRICT, WITHOUT ROWID;
`;
