import { firstMail, Node } from './node';

/** Step 5 of REFERENCES (RFC 5256 §3): threads of one base subject become one. `roots` are sorted. */
export function groupBySubject(roots: readonly Node[]): Node[] {
  const heads = headsOf(roots);
  const left = new Set(roots);
  for (const root of roots) {
    const subject = subjectOf(root);
    const head = heads.get(subject);
    if (!head || head === root) continue;
    const merged = merge(head, root);
    left.delete(root);
    if (merged === head) continue;
    left.delete(head);
    left.add(merged);
    heads.set(subject, merged);
  }
  return [...left];
}

/** For each subject the root that others of it go to: one without a mail, or else one that is no reply. */
function headsOf(roots: readonly Node[]): Map<string, Node> {
  const heads = new Map<string, Node>();
  for (const root of roots) {
    const subject = subjectOf(root);
    const known = heads.get(subject);
    if (subject !== '' && (!known || isBetter(root, known))) heads.set(subject, root);
  }
  return heads;
}

function isBetter(root: Node, known: Node): boolean {
  if (!known.mail) return false;
  return !root.mail || (known.mail.isReply && !root.mail.isReply);
}

/** What holds both. A head without a mail takes anything in; one with a mail, its replies. */
function merge(head: Node, root: Node): Node {
  if (!head.mail && !root.mail) {
    for (const child of root.children) head.children.push(child);
    return head;
  }
  if (head.mail && !(root.mail?.isReply === true && !head.mail.isReply)) return standingFor(head, root);
  head.children.push(root);
  return head;
}

/** A mail that is not here, above both. */
function standingFor(head: Node, root: Node): Node {
  const both = new Node();
  both.children = [head, root];
  return both;
}

function subjectOf(root: Node): string {
  return firstMail(root)?.subject ?? '';
}
