// Web pages out of the nym server's answers (nymserv.md §7): each becomes a mail, as it was or as the text in it.
export { readPages } from './read';
export type { Page } from './read';
export { writePage } from './write';
export type { PageMail } from './write';
