import type { NymView } from '../../../nym';
import type { Reply } from '../../../protocol/nymserv';

/** A reply of the nym's own server, and what it has made of the nym. */
export interface Occasion {
  readonly reply: Reply;
  readonly before: NymView;
  readonly after: NymView;
  /** Whether the server said this after everything else that is known. */
  readonly isNews: boolean;
}

/** What a reply means, in paragraphs, and a subject that says it better than the usual one. */
export interface Explained {
  readonly subject?: string;
  readonly paragraphs: readonly string[];
}
