import type { FormErrors } from "./form_errors.ts";

/** Loads code that is wanted only now: `onDemand(() => import("./x.ts"))`. Null when this page's build is gone. */
export async function onDemand<Module>(load: () => Promise<Module>): Promise<Module | null> {
  try {
    return await load();
  } catch {
    return null;
  }
}

/** What a form says then. */
export const OUTDATED: FormErrors = {
  message: "The rest of this page cannot be loaded: the console may have been updated. Load the page again.",
  fields: {},
};
