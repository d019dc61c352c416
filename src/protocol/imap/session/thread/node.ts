import { compareSent } from './thread';
import type { LinkedMail, Thread } from './thread';

/** A mail, or one that others name and that is not here, while threads are made. */
export interface Node {
  mail?: LinkedMail;
  children: Node[];
}

/** The mail a node is placed by: its own, or that of its first child (RFC 5256 §3, step 4). Only roots are without one. */
export function firstMail(node: Node): LinkedMail | undefined {
  return node.mail ?? node.children[0]?.mail;
}

/** By sent date, in place. */
export function sortSiblings(nodes: Node[]): Node[] {
  return nodes.sort((a, b) => {
    const [one, other] = [firstMail(a), firstMail(b)];
    return one && other ? compareSent(one, other) : 0;
  });
}

/** The nodes, each after all above it. */
export function parentsFirst(roots: readonly Node[]): Node[] {
  const order = [...roots];
  // The list grows as it is gone through.
  for (const { children } of order) for (const child of children) order.push(child);
  return order;
}

/** What the client is told. */
export function threadsOf(roots: readonly Node[]): Thread[] {
  const made = new Map<Node, Thread>();
  for (const node of parentsFirst(roots).reverse()) {
    const children = node.children.flatMap((child) => made.get(child) ?? []);
    made.set(node, { children, ...(node.mail && { number: node.mail.number }) });
  }
  return roots.flatMap((root) => made.get(root) ?? []);
}
