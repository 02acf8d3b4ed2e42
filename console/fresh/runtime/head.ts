import { type ComponentChildren, toChildArray } from "preact";
import { useEffect } from "preact/hooks";

/**
 * Adds to the document's head. The server reads the children out of the page and never calls this; in the browser, an
 * island that shows it for the first time sets the title.
 */
export function Head({ children }: { children?: ComponentChildren }): null {
  useEffect(() => {
    for (const child of toChildArray(children)) {
      if (typeof child === "object" && child.type === "title") {
        document.title = toChildArray(child.props.children).join("");
      }
    }
  }, []);
  return null;
}
