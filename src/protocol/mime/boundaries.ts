import { limits } from './limits';

/** A boundary found at the beginning of a line: whose it is (0 is the outermost multipart), and whether it ends it. */
export interface Delimiter {
  readonly level: number;
  readonly closing: boolean;
}

/** The boundaries of the multiparts that are open, innermost last. */
export interface Boundaries {
  /** How many are open. */
  readonly depth: number;
  push(boundary: string): void;
  pop(): void;
  /** What the line at `at` delimits, if anything; it has to begin with "--" (RFC 2046 §5.1.1). */
  match(source: Buffer, at: number): Delimiter | undefined;
}

interface Node {
  level: number | undefined;
  readonly next: Map<number, Node>;
}

const dash = 0x2d;

/**
 * Boundaries are kept as a tree of their bytes, so that a line is read once however many are open: hostile mail with a
 * hundred multiparts in one another costs no more than plain mail. A boundary matches by its beginning, the longest one wins.
 */
export function openBoundaries(): Boundaries {
  const root: Node = { level: undefined, next: new Map() };
  const undo: (() => void)[] = [];
  return {
    get depth() {
      return undo.length;
    },
    push: (boundary) =>
      void undo.push(insert(root, Buffer.from(boundary).subarray(0, limits.boundaryBytes), undo.length)),
    pop: () => undo.pop()?.(),
    match: (source, at) => (source[at] === dash && source[at + 1] === dash ? longest(root, source, at + 2) : undefined),
  };
}

/** Adds a boundary, and gives what takes it out again, which must happen in the opposite order. */
function insert(root: Node, boundary: Buffer, level: number): () => void {
  let node = root;
  let cut: (() => void) | undefined;
  for (const byte of boundary) {
    const parent = node;
    node = parent.next.get(byte) ?? { level: undefined, next: new Map() };
    if (parent.next.has(byte)) continue;
    parent.next.set(byte, node);
    cut ??= () => void parent.next.delete(byte);
  }
  const before = node.level;
  node.level = level;
  return () => {
    node.level = before;
    cut?.();
  };
}

function longest(root: Node, source: Buffer, start: number): Delimiter | undefined {
  let found: Delimiter | undefined;
  let node: Node | undefined = root;
  for (let at = start; node; at++) {
    if (node.level !== undefined)
      found = { level: node.level, closing: source[at] === dash && source[at + 1] === dash };
    node = node.next.get(source[at] ?? -1);
  }
  return found;
}
