/** What other programs' nyms bring along. */
export const imported = `-- nothing yet
`;
