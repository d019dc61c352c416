/**
 * What mail clients ask of many messages at once, apart from what is large: a short scan instead of a kilobyte of structure and a chunk for
 * each. A body has both rows or none, or rows of another version, which count for nothing.
 */
export const forms = `
CREATE TABLE body_form (
  body_id        INTEGER PRIMARY KEY REFERENCES body (id) ON DELETE CASCADE,
  version        INTEGER NOT NULL,              -- of what wrote the texts
  envelope       TEXT    NOT NULL,              -- as FETCH says it, opaque here
  body_structure TEXT    NOT NULL
) STRICT;

CREATE TABLE body_header (
  body_id INTEGER PRIMARY KEY REFERENCES body (id) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  bytes   BLOB    NOT NULL                      -- empty where the header is too long to be kept twice
) STRICT;
`;
