/** A mail that is filed alone writes as few pages as can be: short ones lie in one row, and nothing is noted of each that a number can say of all. */
export const shortBodies = `
ALTER TABLE body ADD COLUMN bytes BLOB;         -- all of them, of a short mail; NULL: they lie in body_chunk, as those of all mail from before

-- No longer AUTOINCREMENT, which writes a row of its own for each body: the highest number ever given is that of the last body, or this.
INSERT INTO counter (name, value) SELECT 'last-body', seq FROM sqlite_sequence WHERE name = 'body';
CREATE TRIGGER body_last AFTER DELETE ON body WHEN NOT EXISTS (SELECT 1 FROM body WHERE id > old.id) BEGIN
  INSERT INTO counter (name, value) VALUES ('last-body', old.id)
    ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value);
END;

-- Texts of all bodies up to this one are in body_text.
INSERT INTO counter (name, value)
  SELECT 'texts', coalesce((SELECT min(body_id) - 1 FROM text_due), (SELECT max(id) FROM body), 0);
DROP TRIGGER body_text_due;
DROP TABLE text_due;

-- https://sqlite.org/lang_altertable.html#otheralter: the rows are the same with and without it.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, 'PRIMARY KEY AUTOINCREMENT', 'PRIMARY KEY') WHERE type = 'table' AND name = 'body';
PRAGMA writable_schema = RESET;
DELETE FROM sqlite_sequence WHERE name = 'body';
`;
