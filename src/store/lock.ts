/**
 * Claims the data directory for one `run`; gives the way to release it. Throws UserError while another process (or this
 * one) holds it. The operating system releases it with the process, however that ends.
 */
export function lockForRun(_dir: string): () => void {
  throw new Error('not yet');
}
