/** How far a newsgroup has been read on one news server. */
export interface Mark {
  /** Every article number up to this one is in the spool, or was gone. */
  readonly high: number;
  /** The server's own low-water mark at that time: a fall means that it was renumbered. */
  readonly low: number;
  /** Milliseconds since 1970. */
  readonly updatedAt: number;
}

export interface Marks {
  get(server: string, newsgroup: string): Mark | undefined;
  set(server: string, newsgroup: string, mark: Mark): void;
  all(): (Mark & { readonly server: string; readonly newsgroup: string })[];
}
