/** What tells bodies and mailboxes from all others (RFC 8474), and when a message came to where it is (RFC 8514). */
export const objectIds = `
-- Numbers of bodies come again when a store is put back to an earlier state. So the name of a body has a salt besides: that of the last
-- row whose first body is not above it. The last row of all is that of mailboxes, whose UIDVALIDITY is given anew then.
CREATE TABLE object_salt (
  first_body INTEGER PRIMARY KEY,
  salt       TEXT    NOT NULL                   -- hexadecimal, 64 random bits
) STRICT;
INSERT INTO object_salt (first_body, salt) VALUES (1, lower(hex(randomblob(8))));

ALTER TABLE message ADD COLUMN saved_at INTEGER;  -- ms since 1970; NULL: not known, as of all from before
`;
