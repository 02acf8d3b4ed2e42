/** The nodes between an opening and a closing comment, which stand under one parent. */
export interface MarkedRange {
  start: Comment;
  end: Comment;
}

/** The range that a comment `fresh:<kind>:<number>…` opens. */
export function rangeOf(start: Comment): MarkedRange {
  const closing = "/" + start.data.split(":").slice(0, 3).join(":");
  let node = start.nextSibling;
  while (node !== null && !(isComment(node) && node.data === closing)) node = node.nextSibling;
  if (node === null) throw new Error(`The page has no end of ${start.data}.`);
  return { start, end: node as Comment };
}

export function nodesOf({ start, end }: MarkedRange): ChildNode[] {
  const nodes: ChildNode[] = [];
  for (let node = start.nextSibling!; node !== end; node = node.nextSibling!) nodes.push(node);
  return nodes;
}

/** The comments at or below a node that begin with `prefix`, in the document's order. */
export function marksBelow(root: Node, prefix = "fresh:"): Comment[] {
  const marks: Comment[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_COMMENT);
  for (let node: Node | null = root; node !== null; node = walker.nextNode()) {
    if (isComment(node) && node.data.startsWith(prefix)) marks.push(node);
  }
  return marks;
}

/** Takes the layer's comments out of a range, but for its own two. */
export function removeMarks(range: MarkedRange): void {
  for (const node of nodesOf(range)) {
    for (const mark of [...marksBelow(node), ...marksBelow(node, "/fresh:")]) mark.remove();
  }
}

/** Stands in for an element whose children are the range alone, as Preact needs one to hydrate into. */
export function rootFragment(range: MarkedRange): Element {
  const parent = range.start.parentNode as Element;
  const root = {
    nodeType: 1,
    namespaceURI: parent.namespaceURI,
    get firstChild() {
      return nodesOf(range)[0] ?? null;
    },
    get childNodes() {
      return nodesOf(range);
    },
    insertBefore: (node: Node, before: Node | null) => parent.insertBefore(node, before ?? range.end),
  };
  return root as unknown as Element;
}

export function isComment(node: Node): node is Comment {
  return node.nodeType === Node.COMMENT_NODE;
}
