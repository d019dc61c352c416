/** A single change of flags writes one page, where it wrote two: what changed last lies beside the counts that it changes. */
export const recentStates = `
-- Of the messages that changed last, fourteen bytes each: the UID (4, big-endian) and its state as in message_state, over what is there.
-- No UID is in it twice.
ALTER TABLE mailbox ADD COLUMN recent_states BLOB NOT NULL DEFAULT x'';
`;
