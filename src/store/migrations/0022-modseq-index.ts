/** Changes are known without it, from what is noted of the latest or by one look through a mailbox: it made each of them dearer. */
export const modSeqIndex = `
DROP INDEX message_modseq;
`;
