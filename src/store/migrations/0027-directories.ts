/** The last copies of lists of remailers and of their statistics that could be read. Times are ms since 1970, UTC. */
export const directories = `
CREATE TABLE directory_file (
  format         TEXT    NOT NULL CHECK (format IN ('yamn', 'mixmaster')),
  what           TEXT    NOT NULL CHECK (what IN ('pubring', 'statistics')),
  source         TEXT    NOT NULL,                -- where it is fetched from, or the name of what was read in by hand
  bytes          BLOB,                            -- NULL until it has been had once
  had_at         INTEGER,
  tried_at       INTEGER NOT NULL,
  failure        TEXT,                            -- what went wrong at the last try, if it did
  PRIMARY KEY (format, what, source)
) STRICT;
`;
