/** How many removals are remembered of each mailbox, and up to which mod-sequence they are forgotten: mailbox by mailbox they are bounded. */
export const removals = `
ALTER TABLE mailbox ADD COLUMN kept_removals INTEGER NOT NULL DEFAULT 0;    -- rows of expunged
ALTER TABLE mailbox ADD COLUMN pruned_modseq INTEGER NOT NULL DEFAULT 0;    -- of removals up to here rows may be missing
UPDATE mailbox SET kept_removals = (SELECT count(*) FROM expunged WHERE mailbox_id = mailbox.id);
`;
