// HTML as a person reads it: the text in a page, its title, its links. Nothing is fetched, and whatever stands in it, it takes linear time.
export { readBareText, readPageText, readTitle } from './text';
export type { PageText } from './text';
