/** Web pages asked for. */
export const pages = `-- nothing yet
`;
