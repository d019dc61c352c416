/** The login for all nyms. */
export const combined = `-- nothing yet
`;
