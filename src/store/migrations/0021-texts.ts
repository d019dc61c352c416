/**
 * The text of each mail as SEARCH looks into it. Where the engine comes to see another text in the same mail, a migration has to empty
 * `body_text` and make all bodies due.
 */
export const texts = `
CREATE TABLE body_text (
  body_id INTEGER PRIMARY KEY REFERENCES body (id) ON DELETE CASCADE,
  whole   INTEGER NOT NULL,                     -- 0: there is more of it than is kept
  head    BLOB    NOT NULL,                     -- UTF-8, opaque here: what TEXT looks into and BODY does not
  body    BLOB    NOT NULL                      -- what both look into
) STRICT;

-- Bodies whose text is yet to be read. A body has a row here or in body_text.
CREATE TABLE text_due (
  body_id INTEGER PRIMARY KEY REFERENCES body (id) ON DELETE CASCADE
) STRICT;
INSERT INTO text_due (body_id) SELECT id FROM body;
CREATE TRIGGER body_text_due AFTER INSERT ON body BEGIN
  INSERT INTO text_due (body_id) VALUES (new.id);
END;
`;
