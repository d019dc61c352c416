/** Mail that is not short lies in smaller chunks from now on, each body in chunks of its own size: the driver loads a whole one to give some bytes of it. */
export const chunkSize = `
ALTER TABLE body ADD COLUMN chunk_bytes INTEGER NOT NULL DEFAULT 131072;   -- but for the last chunk's; mail from before has chunks of 128 KiB
`;
