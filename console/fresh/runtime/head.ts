import { type ComponentChildren, toChildArray, type VNode } from "preact";
import { useEffect } from "preact/hooks";

/**
 * Adds to the document's head. The server reads the children out of the page and never calls this; in the browser, an
 * island that shows it for the first time sets the title and the attributes of meta and link elements.
 */
export function Head({ children }: { children?: ComponentChildren }): null {
  useEffect(() => {
    for (const child of toChildArray(children)) if (typeof child === "object") apply(child);
  }, []);
  return null;
}

function apply({ type, props }: VNode): void {
  const { children, ...attributes } = props as Record<string, string> & { children?: ComponentChildren };
  if (type === "title") {
    document.title = toChildArray(children).join("");
    return;
  }
  if (type !== "meta" && type !== "link") return;
  const { id, name } = attributes;
  const selector = id ? `#${CSS.escape(id)}` : name ? `meta[name="${CSS.escape(name)}"]` : null;
  const element = (selector && document.head.querySelector(selector)) ||
    document.head.appendChild(document.createElement(type));
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
}
