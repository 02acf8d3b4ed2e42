import { visitModuleSpecifiers } from "./module_specifiers.ts";

/** Refuses `jsr:`, `http:` and `https:` modules: an install reaches npm alone. */
export const noForeignImport: Deno.lint.Rule = {
  create(context) {
    return visitModuleSpecifiers((specifier, node) => {
      const scheme = /^(jsr|https?):/i.exec(specifier)?.[1];
      if (scheme === undefined) return;
      context.report({
        node,
        message: `${scheme}: modules cannot be had where only npm can be reached.`,
        hint: "Pin an npm package in deno.json, or write what is needed.",
      });
    });
  },
};
