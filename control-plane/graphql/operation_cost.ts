import { complexityFromQuery } from "@pothos/plugin-complexity";
import { type DocumentNode, type FragmentDefinitionNode, getOperationAST, type GraphQLSchema, Kind } from "graphql";
import { BREADTH_MAX, COMPLEXITY_MAX, DEPTH_MAX } from "./field_complexity.ts";
import { introspectionCost } from "./introspection_cost.ts";

/** What an operation costs, as every answer tells it in `extensions.cost`. */
export interface OperationCost {
  /** About the fields that it can be answered with. */
  requested: number;
  /** What one operation may cost. */
  limit: number;
  /** Levels of fields. */
  depth: number;
  depthLimit: number;
  /** Fields in the document, fragments laid open. */
  breadth: number;
  breadthLimit: number;
}

export interface PricedOperation {
  schema: GraphQLSchema;
  document: DocumentNode;
  operationName?: string | null;
  variableValues?: unknown;
  contextValue?: unknown;
}

/** What the operation that is asked for costs; null when that cannot be said, since executing it will say what is wrong. */
export function operationCost(args: PricedOperation): OperationCost | null {
  const { schema, document } = args;
  const operation = getOperationAST(document, args.operationName);
  if (operation == null) return null;
  const definitions = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  const fragments = new Map(definitions.map((one: FragmentDefinitionNode) => [one.name.value, one] as const));
  try {
    const { complexity, depth, breadth } = complexityFromQuery(
      // A document may hold several: the one that is executed counts.
      { kind: Kind.DOCUMENT, definitions: [operation, ...definitions] },
      {
        schema,
        variables: args.variableValues as Record<string, unknown> | undefined,
        ctx: args.contextValue as object | undefined,
      },
    );
    const ofSchema = operation.operation === "query"
      ? introspectionCost(operation.selectionSet, { schema, fragments })
      : 0;
    return {
      requested: Math.ceil(complexity) + ofSchema,
      limit: COMPLEXITY_MAX,
      depth,
      depthLimit: DEPTH_MAX,
      breadth,
      breadthLimit: BREADTH_MAX,
    };
  } catch {
    return null;
  }
}

/** Why an operation costs too much, with the figure and what is allowed; null when it does not. */
export function costProblem(
  { requested, limit, depth, depthLimit, breadth, breadthLimit }: OperationCost,
): string | null {
  if (depth > depthLimit) return `The operation is ${depth} levels deep; ${depthLimit} are allowed.`;
  if (breadth > breadthLimit) return `The operation selects ${breadth} fields; ${breadthLimit} are allowed.`;
  if (requested > limit) {
    return `The operation costs ${requested}; ${limit} are allowed. Ask for smaller pages or fewer fields.`;
  }
  return null;
}
