import { type VNode } from "preact";

/** Puts what `<Head>` elements held into `<head>`: in place of the element it stands for, else at the end. */
export function mergeHead(children: readonly VNode[], added: readonly VNode[]): VNode[] {
  const merged = [...children];
  for (const element of added) {
    const at = merged.findIndex((other) => isSame(other, element));
    if (at < 0) merged.push(element);
    else merged[at] = element;
  }
  return merged;
}

function isSame(left: VNode, right: VNode): boolean {
  if (left.type !== right.type) return false;
  if (left.type === "title") return true;
  if (left.key != null || right.key != null) return left.key === right.key;
  const a = left.props as Record<string, unknown>, b = right.props as Record<string, unknown>;
  return (a.id !== undefined && a.id === b.id) || (left.type === "meta" && a.name !== undefined && a.name === b.name);
}
