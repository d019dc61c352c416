/** Mail moved in and out. */
export const moving = `-- nothing yet
`;
