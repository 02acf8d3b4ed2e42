/** A visitor that calls `visit` for every module that a file names: imports, re-exports, `import()` and type imports. */
export function visitModuleSpecifiers(
  visit: (specifier: string, node: Deno.lint.Node) => void,
): Deno.lint.LintVisitor {
  const visitLiteral = (node: Deno.lint.Node | null | undefined) => {
    const specifier = literalText(node);
    if (specifier !== null) visit(specifier, node!);
  };
  return {
    ImportDeclaration: (node) => visitLiteral(node.source),
    ExportAllDeclaration: (node) => visitLiteral(node.source),
    ExportNamedDeclaration: (node) => visitLiteral(node.source),
    ImportExpression: (node) => visitLiteral(node.source),
    TSImportType: (node) => visitLiteral(node.argument),
  };
}

function literalText(node: Deno.lint.Node | null | undefined): string | null {
  if (node === null || node === undefined) return null;
  if (node.type === "TSLiteralType") return literalText(node.literal);
  if (node.type === "Literal") return typeof node.value === "string" ? node.value : null;
  // A template without holes names a module as plainly as a string does.
  if (node.type === "TemplateLiteral" && node.expressions.length === 0) return node.quasis[0]?.cooked ?? null;
  return null;
}
