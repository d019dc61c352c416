/**
 * What changes of messages, flags and mod-sequences, apart from what does not, and packed: opening a mailbox reads a hundredth of the
 * rows, and a flag of twenty thousand messages is written in some hundred and fifty.
 */
export const states = `
-- Of the messages with the UIDs [128 part, 128 part + 127], ten bytes each, in that order: the id of its flag_set (4 bytes, big-endian), and its
-- mod-sequence (6). All zero where there is no such message; no row where there is none of them.
CREATE TABLE message_state (
  mailbox_id INTEGER NOT NULL REFERENCES mailbox (id),
  part       INTEGER NOT NULL,
  states     BLOB    NOT NULL CHECK (length(states) = 1280),
  PRIMARY KEY (mailbox_id, part)
) STRICT, WITHOUT ROWID;

WITH RECURSIVE slot (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM slot WHERE n < 127)
INSERT INTO message_state (mailbox_id, part, states)
SELECT known.mailbox_id, known.part,
  unhex(group_concat(printf('%08x%012x', ifnull(m.flag_set_id, 0), ifnull(m.modseq, 0)), '' ORDER BY slot.n))
FROM (SELECT DISTINCT mailbox_id, uid / 128 AS part FROM message) AS known CROSS JOIN slot
  LEFT JOIN message AS m ON m.mailbox_id = known.mailbox_id AND m.uid = known.part * 128 + slot.n
GROUP BY known.mailbox_id, known.part;

CREATE TABLE lasting_message (
  mailbox_id    INTEGER NOT NULL REFERENCES mailbox (id),
  uid           INTEGER NOT NULL,
  internal_date INTEGER NOT NULL,               -- ms since 1970
  size          INTEGER NOT NULL,               -- bytes, as in body: listings need no join
  body_id       INTEGER NOT NULL REFERENCES body (id),
  saved_at      INTEGER,                        -- ms since 1970; NULL: not known
  PRIMARY KEY (mailbox_id, uid)
) STRICT, WITHOUT ROWID;
INSERT INTO lasting_message SELECT mailbox_id, uid, internal_date, size, body_id, saved_at FROM message ORDER BY mailbox_id, uid;
DROP TABLE message;
ALTER TABLE lasting_message RENAME TO message;
CREATE INDEX message_body ON message (body_id);
`;
