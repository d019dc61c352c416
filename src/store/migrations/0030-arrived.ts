/** Which mail the nym server has brought is the bridge's to know: a field in the mail can be anybody's. */
export const arrived = `
ALTER TABLE body ADD COLUMN arrived INTEGER;   -- 1: by the nym server, 0: filed otherwise; NULL: from before, when a field in the mail was all that said so
`;
