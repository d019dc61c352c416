/** Keys of nym servers. */
export const keys = `-- nothing yet
`;
