import { useEffect } from "preact/hooks";

/** Has the browser ask before a page with changes is left: by a link, by the address, or by closing it. */
export function useLeavingGuard(isChanged: boolean): void {
  useEffect(() => {
    if (!isChanged) return;
    const onBeforeUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", onBeforeUnload);
    return () => removeEventListener("beforeunload", onBeforeUnload);
  }, [isChanged]);
}
