import { type ComponentChild, Fragment, type VNode } from "preact";
import { jsx } from "preact/jsx-runtime";
import { isComment, marksBelow, nodesOf, rangeOf } from "./marked_range.ts";

type Props = readonly Record<string, unknown>[];

/** The server's JSX inside islands, turned back from the page into elements that Preact can adopt where they stand. */
export class ServerSlots {
  readonly #contents = new Map<number, ComponentChild[]>();

  constructor(readonly toElement: (mark: Comment, props: Props) => VNode) {}

  /** The element that a property holds for a slot; it is rendered only after `read()`. */
  element(slot: number): VNode {
    return jsx(() => jsx(Fragment, { children: this.#contents.get(slot) }), {});
  }

  /** Reads all slots of the page, and gives the opening comments of the islands that lie in no other. Changes nothing. */
  read(root: HTMLElement, props: Props): Comment[] {
    const outermost: Comment[] = [];
    let end: Comment | null = null;
    for (const mark of marksBelow(root)) {
      if (this.#readSlot(mark, props)) continue;
      const isInside = end !== null && mark.compareDocumentPosition(end) & Node.DOCUMENT_POSITION_FOLLOWING;
      if (isInside) continue;
      outermost.push(mark);
      end = rangeOf(mark).end;
    }
    for (const { content } of root.querySelectorAll("template")) {
      for (const mark of marksBelow(content)) this.#readSlot(mark, props);
    }
    return outermost;
  }

  #readSlot(mark: Comment, props: Props): boolean {
    const slot = Number(/^fresh:slot:(\d+)$/.exec(mark.data)?.[1]);
    if (slot && !this.#contents.has(slot)) this.#contents.set(slot, this.#toChildren(nodesOf(rangeOf(mark)), props));
    return slot > 0;
  }

  #toChildren(nodes: readonly ChildNode[], props: Props): ComponentChild[] {
    const children: ComponentChild[] = [];
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i]!;
      if (isComment(node)) {
        if (!node.data.startsWith("fresh:island:")) continue;
        children.push(this.toElement(node, props));
        i = nodes.indexOf(rangeOf(node).end);
      } else if (node instanceof Element) children.push(this.#toElement(node, props));
      else if (node instanceof Text) children.push(node.data);
    }
    return children;
  }

  /** Only the way to an island is taken apart; what holds none is kept as the HTML that it is. */
  #toElement(element: Element, props: Props): VNode {
    const attributes: Record<string, unknown> = attributesOf(element);
    if (marksBelow(element, "fresh:island:").length === 0) {
      return jsx(element.localName, { ...attributes, dangerouslySetInnerHTML: { __html: element.innerHTML } });
    }
    return jsx(element.localName, { ...attributes, children: this.#toChildren([...element.childNodes], props) });
  }
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
