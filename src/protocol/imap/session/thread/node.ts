import { compareSent } from './thread';
import type { LinkedMail, Thread } from './thread';

/** A mail, or one that others name and that is not here: a thread that is being made. A class, so that a hundred thousand are alike to V8. */
export class Node implements Thread {
  children: Node[] = [];

  constructor(public mail?: LinkedMail) {}

  get number(): number | undefined {
    return this.mail?.number;
  }
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
