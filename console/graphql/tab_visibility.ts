/** Whether somebody may be looking at this tab. */
export interface TabVisibility {
  readonly visible: boolean;
  /** Calls `listener` after every change, until the returned function is called. */
  onChange(listener: () => void): () => void;
}

/** What the browser says of its tab. */
export function documentVisibility(document: Document): TabVisibility {
  return {
    get visible() {
      return document.visibilityState !== "hidden";
    },
    onChange: (listener) => {
      document.addEventListener("visibilitychange", listener);
      return () => document.removeEventListener("visibilitychange", listener);
    },
  };
}
