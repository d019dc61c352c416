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
  if (nodes.length < 2) return nodes;
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

/** What the client is told. The children of a node lie together in the list, behind those of all nodes before it. */
export function threadsOf(roots: readonly Node[]): Thread[] {
  const order = parentsFirst(roots);
  const made = new Array<Thread>(order.length);
  let end = order.length;
  for (let i = order.length - 1; i >= 0; i--) {
    const { mail, children: own = [] } = order[i] ?? {};
    const children = made.slice(end - own.length, end);
    made[i] = mail ? { number: mail.number, children } : { children };
    end -= own.length;
  }
  return made.slice(0, roots.length);
}
