/** Settings of the program, and counters that only grow. */
export const settings = `
CREATE TABLE setting (
  name  TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Last value given out. 'uid-validity' outlives its mailboxes, so that a name made anew is never mistaken for the old one.
CREATE TABLE counter (
  name  TEXT    NOT NULL PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;
