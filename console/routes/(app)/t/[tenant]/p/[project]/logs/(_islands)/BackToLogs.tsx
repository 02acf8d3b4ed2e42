import { useEffect } from "preact/hooks";
import { keyPress } from "../../../../../../../../logs/key_press.ts";

/** The way back to the table; Escape takes it too. */
export default function BackToLogs({ href }: { href: string }) {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { key, modified, focus } = keyPress(event);
      if (key === "Escape" && !modified && focus === "elsewhere") location.assign(href);
    };
    // This page may have been a drawer before it was loaded anew: its way back is to a table that is no longer here.
    const onPopState = () => location.reload();
    document.addEventListener("keydown", onKeyDown);
    addEventListener("popstate", onPopState);
    return () => {
      document.removeEventListener("keydown", onKeyDown);
      removeEventListener("popstate", onPopState);
    };
  }, []);
  return <a href={href} class="link mb-2 inline-block text-muted">← Logs</a>;
}
