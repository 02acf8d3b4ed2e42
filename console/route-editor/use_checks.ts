import { useEffect } from "preact/hooks";
import { onDemand } from "../forms/on_demand.ts";
import type { RouteEditor } from "./route_editor.ts";

/** Holds what is edited against the contract at every step, with the very schema that the API and gateways go by. */
export function useChecks(editor: RouteEditor, providers: readonly string[]): void {
  useEffect(() => {
    let unsubscribe = () => {};
    const state = { isGone: false };
    onDemand(() => import("./check_document.ts")).then((module) => {
      // Without it the API says what is wrong when one saves.
      if (module === null || state.isGone) return;
      unsubscribe = editor.document.subscribe((document) => {
        editor.issues.value = module.checkDocument(document, { providers });
      });
    });
    return () => {
      state.isGone = true;
      unsubscribe();
    };
  }, []);
}
