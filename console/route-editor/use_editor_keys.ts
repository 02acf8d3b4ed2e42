import { useEffect } from "preact/hooks";
import type { RouteEditor } from "./route_editor.ts";

/** The keys of the whole editor: undo, redo, save, help. The JSON keeps its own undoing. */
export function useEditorKeys(editor: RouteEditor, { save, help }: { save(): void; help(): void }): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (event.defaultPrevented || document.querySelector("dialog[open]") !== null) return;
      const isField = target?.closest("input, textarea, select, [popover]") != null;
      if (event.key === "?" && !isField) {
        event.preventDefault();
        return help();
      }
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const key = event.key.toLowerCase();
      if (key === "s") {
        event.preventDefault();
        return save();
      }
      if (target?.tagName === "TEXTAREA" || (key !== "z" && key !== "y")) return;
      event.preventDefault();
      if (key === "y" || event.shiftKey) editor.redo();
      else editor.undo();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  });
}
