// THREAD=REFERENCES: the six steps of RFC 5256 §3. Nothing here recurses: a chain may be as long as the mailbox.
import { groupBySubject } from './bySubject';
import { linkMails } from './link';
import { parentsFirst, sortSiblings } from './node';
import type { Node } from './node';
import type { LinkedMail, Thread } from './thread';

/** Threads by who answers whom. Every mail is in them exactly once. `mails` come in the order of the mailbox. */
export function threadByReferences(mails: readonly LinkedMail[]): Thread[] {
  const roots = prune(linkMails(mails));
  sortAll(roots);
  const grouped = groupBySubject(sortSiblings(roots));
  sortAll(grouped);
  return sortSiblings(grouped);
}

/** Step 3: who stands for a mail that is not here goes, and its children take its place; on top, only where it has but one. */
function prune(roots: readonly Node[]): Node[] {
  for (const node of parentsFirst(roots).reverse()) node.children = promote(node.children);
  return roots.flatMap((root) => (root.mail || root.children.length > 1 ? [root] : root.children));
}

/** The longer list is taken over, the shorter copied: absent mails in a long chain above many others would be quadratic else. */
function promote(children: readonly Node[]): Node[] {
  let all: Node[] = [];
  for (const child of children) {
    const more = child.mail ? [child] : child.children;
    const [short, long] = all.length < more.length ? [all, more] : [more, all];
    for (const one of short) long.push(one);
    all = long;
  }
  return all;
}

/** Step 6, and as much of step 4. */
function sortAll(roots: readonly Node[]): void {
  for (const node of parentsFirst(roots)) sortSiblings(node.children);
}
