/** Trees that grow and are cut while somebody asks for their roots. Nodes are numbers from 1. */
export interface Forest {
  /** A new node, alone. */
  add(): number;
  /** 0 for a root. */
  parentOf(node: number): number;
  /** Puts a root below another node, unless that lies below it already: then nothing happens. */
  link(child: number, parent: number): void;
  /** Makes a node a root. */
  cut(node: number): void;
}

/**
 * A link-cut forest (Sleator and Tarjan, 1983): each step takes O(log n), amortised. Walking up to look for a loop would be quadratic in a long
 * chain of references, which a stranger can send.
 */
export function openForest(): Forest {
  // Each path from a node to its root is a splay tree ordered by depth; `up` of a tree's root is the node above the path.
  const left = [0];
  const right = [0];
  const up = [0];
  const parents = [0];
  const at = (list: readonly number[], node: number): number => list[node] ?? 0;
  const isTop = (node: number): boolean => {
    const above = at(up, node);
    return above === 0 || (at(left, above) !== node && at(right, above) !== node);
  };
  const rotate = (node: number): void => {
    const above = at(up, node);
    const top = at(up, above);
    const [near, far] = at(left, above) === node ? [left, right] : [right, left];
    const inner = at(far, node);
    if (!isTop(above)) (at(left, top) === above ? left : right)[top] = node;
    near[above] = inner;
    far[node] = above;
    up[above] = node;
    up[node] = top;
    if (inner !== 0) up[inner] = above;
  };
  const splay = (node: number): void => {
    while (!isTop(node)) {
      const above = at(up, node);
      const alike = (at(left, above) === node) === (at(left, at(up, above)) === above);
      if (!isTop(above)) rotate(alike ? above : node);
      rotate(node);
    }
  };
  const expose = (node: number): void => {
    let below = 0;
    for (let path = node; path !== 0; path = at(up, path)) {
      splay(path);
      right[path] = below;
      below = path;
    }
    splay(node);
  };
  const rootOf = (node: number): number => {
    expose(node);
    let root = node;
    while (at(left, root) !== 0) root = at(left, root);
    splay(root);
    return root;
  };
  return {
    add: () => {
      for (const list of [left, right, up, parents]) list.push(0);
      return parents.length - 1;
    },
    parentOf: (node) => at(parents, node),
    link: (child, parent) => {
      if (rootOf(parent) === child) return;
      expose(child);
      up[child] = parent;
      parents[child] = parent;
    },
    cut: (node) => {
      if (at(parents, node) === 0) return;
      expose(node);
      up[at(left, node)] = 0;
      left[node] = 0;
      parents[node] = 0;
    },
  };
}
