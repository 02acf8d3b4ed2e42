/** `a.b.c` of an identifier or member expression, without a leading `globalThis.`; null for anything else. */
export function dottedName(node: Deno.lint.Node): string | null {
  if (node.type === "Identifier") return node.name;
  if (node.type !== "MemberExpression") return null;
  const object = dottedName(node.object);
  const property = propertyName(node);
  if (object === null || property === null) return null;
  return globalObjects.has(object) ? property : `${object}.${property}`;
}

/** Whether the identifier declares a name: a variable, parameter, function, class or import. */
export function isBinding(node: Deno.lint.Identifier): boolean {
  const parent = node.parent;
  switch (parent.type) {
    case "VariableDeclarator":
    case "ClassDeclaration":
      return parent.id === node;
    case "FunctionDeclaration":
    case "FunctionExpression":
      return parent.id === node || parent.params.some((parameter) => parameter === node);
    case "ArrowFunctionExpression":
      return parent.params.some((parameter) => parameter === node);
    case "AssignmentPattern":
      return parent.left === node;
    case "Property":
      return parent.value === node && parent.parent.type === "ObjectPattern";
    case "ArrayPattern":
    case "RestElement":
    case "ImportSpecifier":
    case "ImportDefaultSpecifier":
    case "ImportNamespaceSpecifier":
      return true;
    default:
      return false;
  }
}

/** Whether the identifier is used for its value; a key, a member's name or a type is not. */
export function isReference(node: Deno.lint.Identifier): boolean {
  const parent = node.parent;
  switch (parent.type) {
    case "MemberExpression":
      return parent.object === node || parent.computed;
    case "Property":
      return parent.value === node || parent.computed;
    case "CallExpression":
    case "NewExpression":
    case "AssignmentExpression":
    case "AssignmentPattern":
    case "LogicalExpression":
    case "ConditionalExpression":
    case "ArrayExpression":
    case "ReturnStatement":
    case "ArrowFunctionExpression":
    case "VariableDeclarator":
    case "PropertyDefinition":
    case "SpreadElement":
    case "AwaitExpression":
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
      return !("key" in parent && parent.key === node);
    default:
      return false;
  }
}

const globalObjects = new Set(["globalThis", "window", "self"]);

function propertyName(node: Deno.lint.MemberExpression): string | null {
  if (!node.computed) return node.property.type === "Identifier" ? node.property.name : null;
  return node.property.type === "Literal" && typeof node.property.value === "string" ? node.property.value : null;
}
