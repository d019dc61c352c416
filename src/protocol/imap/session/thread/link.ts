import { openForest } from './forest';
import type { Forest } from './forest';
import { Node } from './node';
import type { LinkedMail } from './thread';

/** Mails by their place in a forest, with those that are only named. */
interface Linking {
  readonly forest: Forest;
  readonly byId: Map<string, number>;
  /** At the place that the forest has given. */
  readonly nodes: Node[];
}

/** Steps 1 and 2 of REFERENCES (RFC 5256 §3): who hangs below whom, and who is on top. */
export function linkMails(mails: readonly LinkedMail[]): Node[] {
  const linking: Linking = { forest: openForest(), byId: new Map(), nodes: [new Node()] };
  for (const mail of mails) linkMail(linking, mail);
  const { forest, nodes } = linking;
  const roots: Node[] = [];
  for (const [i, node] of nodes.entries()) {
    if (i === 0) continue;
    const parent = forest.parentOf(i);
    (parent === 0 ? roots : (nodes[parent]?.children ?? roots)).push(node);
  }
  return roots;
}

/** What others say of the chain above only counts where nothing is known yet; what a mail says of itself always does. */
function linkMail(linking: Linking, mail: LinkedMail): void {
  const { forest } = linking;
  const own = place(linking, mail);
  let above = 0;
  for (const id of mail.references) {
    const node = nodeOf(linking, id);
    if (above !== 0 && forest.parentOf(node) === 0) forest.link(node, above);
    above = node;
  }
  forest.cut(own);
  if (above !== 0) forest.link(own, above);
}

/** A mail without an ID, or with one that another has already, can be named by nobody. */
function place(linking: Linking, mail: LinkedMail): number {
  const named = mail.messageId === undefined ? undefined : nodeOf(linking, mail.messageId);
  const known = named === undefined ? undefined : linking.nodes[named];
  if (named !== undefined && known && !known.mail) {
    known.mail = mail;
    return named;
  }
  linking.nodes.push(new Node(mail));
  return linking.forest.add();
}

function nodeOf({ forest, byId, nodes }: Linking, id: string): number {
  const known = byId.get(id);
  if (known !== undefined) return known;
  const node = forest.add();
  byId.set(id, node);
  nodes.push(new Node());
  return node;
}
