import { repositoryPath } from "./repository_path.ts";

/** Refuses `style` attributes in the console: its content security policy (`style-src-attr 'none'`) ignores them. */
export const noStyleProp: Deno.lint.Rule = {
  create(context) {
    const path = repositoryPath(context.filename);
    if (path === null || !path.startsWith("console/") || !path.endsWith(".tsx")) return {};
    return {
      JSXAttribute(node) {
        if (node.name.type !== "JSXIdentifier" || node.name.name !== "style") return;
        context.report({
          node,
          message: "The content security policy ignores style attributes.",
          hint: "Use a class, or set the property on the element (CSSOM) after hydration.",
        });
      },
    };
  },
};
