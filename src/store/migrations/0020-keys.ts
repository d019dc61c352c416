/**
 * What SEARCH, SORT and THREAD want to know of a body, so that they need neither its structure nor its header. A body has a row, or none yet,
 * or one of another version, which counts for nothing.
 */
export const searchKeys = `
CREATE TABLE body_key (
  body_id      INTEGER PRIMARY KEY REFERENCES body (id) ON DELETE CASCADE,
  version      INTEGER NOT NULL,              -- of what wrote the texts
  whole        INTEGER NOT NULL,              -- 0: the mail cannot be kept so; the other columns say nothing
  sent_at      INTEGER,                       -- ms since 1970; NULL where its Date names no day
  sent_day     INTEGER,                       -- days since 1970, zone left aside
  is_reply     INTEGER NOT NULL,
  sort_subject TEXT    NOT NULL,              -- these for SORT and THREAD, mapped for comparing byte by byte
  sort_from    TEXT    NOT NULL,
  sort_to      TEXT    NOT NULL,
  sort_cc      TEXT    NOT NULL,
  display_from TEXT    NOT NULL,
  display_to   TEXT    NOT NULL,
  message_id   TEXT    NOT NULL,
  mail_refs    TEXT    NOT NULL,              -- one message ID to a line, the nearest last
  subject      TEXT    NOT NULL,              -- these whole, folded for SEARCH
  id_field     TEXT    NOT NULL,
  from_field   TEXT    NOT NULL,
  to_field     TEXT    NOT NULL,
  cc_field     TEXT    NOT NULL,
  bcc_field    TEXT    NOT NULL
) STRICT;
`;
