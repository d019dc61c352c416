// Which nyms an article may be for: by its subject (nymserv.md §5), or because only their keys can tell.

export { credentialsOf } from './credentials';
export { openMatch } from './match';
export type { Candidate } from './match';
