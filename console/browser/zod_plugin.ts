import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

/** Gives browsers `zod.ts` of this folder wherever zod is imported, so that no page ever tries to `eval`. */
export function zodPlugin(): Plugin {
  return {
    name: "perpetuo-zod",
    enforce: "pre",
    applyToEnvironment: ({ name }) => name === "client",
    resolveId: (source, importer) => source === "zod" && importer !== WITHOUT_EVAL ? WITHOUT_EVAL : null,
  };
}

const WITHOUT_EVAL = fileURLToPath(new URL("./zod.ts", import.meta.url));
