import { type ComponentChild, Fragment, type VNode } from "preact";
import { jsx } from "preact/jsx-runtime";
import type { IslandMark } from "./hydrate_islands.ts";
import { isComment, marksBelow, nodesOf, rangeOf } from "./marked_range.ts";

type ToElement = (mark: IslandMark, props: Record<string, unknown>) => VNode;
type Props = readonly Record<string, unknown>[];

/** The server's JSX inside islands, turned back from the page into elements that Preact can adopt where they stand. */
export class ServerSlots {
  readonly #contents = new Map<number, ComponentChild[]>();

  constructor(readonly toElement: ToElement) {}

  /** The element that a property holds for a slot; it is rendered only after `read()`. */
  element(slot: number): VNode {
    return jsx(() => jsx(Fragment, { children: this.#contents.get(slot) }), {});
  }

  /** Reads all slots of the page, and gives the islands that lie in no other. Changes nothing. */
  read(root: HTMLElement, props: Props): { mark: IslandMark; start: Comment }[] {
    const outermost: { mark: IslandMark; start: Comment }[] = [];
    let end: Comment | null = null;
    for (const start of marksBelow(root)) {
      const slot = /^fresh:slot:(\d+)$/.exec(start.data);
      if (slot !== null) this.#readSlot(Number(slot[1]), start, props);
      const isInside = end !== null && (start.compareDocumentPosition(end) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
      if (slot !== null || isInside) continue;
      outermost.push({ mark: islandMark(start), start });
      end = rangeOf(start).end;
    }
    for (const template of root.querySelectorAll("template")) {
      for (const start of marksBelow(template.content)) {
        const slot = /^fresh:slot:(\d+)$/.exec(start.data);
        if (slot !== null) this.#readSlot(Number(slot[1]), start, props);
      }
    }
    return outermost;
  }

  #readSlot(slot: number, start: Comment, props: Props): void {
    if (!this.#contents.has(slot)) this.#contents.set(slot, this.#toChildren(nodesOf(rangeOf(start)), props));
  }

  #toChildren(nodes: readonly ChildNode[], props: Props): ComponentChild[] {
    const children: ComponentChild[] = [];
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i]!;
      if (isComment(node)) {
        if (!node.data.startsWith("fresh:island:")) continue;
        const mark = islandMark(node);
        children.push(this.toElement(mark, props[mark.index]!));
        i = nodes.indexOf(rangeOf(node).end);
      } else if (node instanceof Element) children.push(this.#toElement(node, props));
      else if (node instanceof Text) children.push(node.data);
    }
    return children;
  }

  /** Only the way to an island is taken apart; what holds none is kept as the HTML that it is. */
  #toElement(element: Element, props: Props): VNode {
    const attributes: Record<string, unknown> = attributesOf(element);
    if (!marksBelow(element).some((mark) => mark.data.startsWith("fresh:island:"))) {
      return jsx(element.localName, { ...attributes, dangerouslySetInnerHTML: { __html: element.innerHTML } });
    }
    return jsx(element.localName, { ...attributes, children: this.#toChildren([...element.childNodes], props) });
  }
}

/** `fresh:island:<index>:<file>:<export>` */
function islandMark({ data }: Comment): IslandMark {
  const [, , index, file, exportName] = data.split(":") as [string, string, string, string, string];
  return { index: Number(index), file, exportName };
}

function attributesOf(element: Element): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  for (const { name, value } of element.attributes) {
    // What the reader has typed or ticked since stays: these are where a control began, not what it must be.
    if (name === "value" && element.localName === "input") attributes.defaultValue = value;
    else if (name === "checked") attributes.defaultChecked = true;
    else attributes[name] = value === "" && isFlag(element, name) ? true : value;
  }
  return attributes;
}

function isFlag(element: Element, name: string): boolean {
  return typeof (element as unknown as Record<string, unknown>)[name] === "boolean";
}
