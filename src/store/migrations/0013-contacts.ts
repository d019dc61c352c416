/** Correspondents' keys: each nym's own, so that no two nyms are known by having the same. */
export const contacts = `
CREATE TABLE contact (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  nym_id      INTEGER NOT NULL REFERENCES nym (id),
  address     TEXT    NOT NULL,                    -- lower case
  key         BLOB    NOT NULL,                    -- OpenPGP, binary
  fingerprint TEXT    NOT NULL,                    -- 40 upper-case hex digits
  encrypt     TEXT    NOT NULL CHECK (encrypt IN ('always', 'when-asked', 'never')),
  sign        INTEGER NOT NULL CHECK (sign IN (0, 1)),
  added_at    INTEGER NOT NULL,                    -- ms since 1970, UTC
  UNIQUE (nym_id, address)
) STRICT;
`;
