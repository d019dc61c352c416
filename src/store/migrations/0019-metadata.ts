/** What mail clients note about a mailbox, or about the account as a whole. */
export const metadata = `
CREATE TABLE metadata (
  nym_id     INTEGER NOT NULL REFERENCES nym (id),
  mailbox_id INTEGER REFERENCES mailbox (id) ON DELETE CASCADE,   -- NULL: of the account
  entry      TEXT    NOT NULL,              -- in small letters
  value      BLOB    NOT NULL
) STRICT;
CREATE UNIQUE INDEX metadata_entry ON metadata (nym_id, coalesce(mailbox_id, 0), entry);
CREATE INDEX metadata_mailbox ON metadata (mailbox_id);
`;
