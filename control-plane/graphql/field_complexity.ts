import { getNamedType, getNullableType, type GraphQLOutputType, isListType } from "graphql";

/** Rows of a page where the client names no number, and at most. */
export const PAGE_SIZE_DEFAULT = 20;
export const PAGE_SIZE_MAX = 100;

/** What one document may cost: about the fields that it can be answered with. */
export const COMPLEXITY_MAX = 100_000;
/** Levels of fields of one document, and how many it selects, fragments laid open. */
export const DEPTH_MAX = 20;
export const BREADTH_MAX = 1_000;

/** A field's own cost, and how often what lies below it can occur: by page size where there is one. */
export function fieldComplexity(
  args: Record<string, unknown>,
  _context: object,
  field: CountedField,
): { field: number; multiplier: number } {
  return { field: 1, multiplier: multiplierOf(args, field) };
}

function multiplierOf(
  args: Record<string, unknown>,
  field: CountedField,
): number {
  if (getNamedType(field.type).name.endsWith("Connection")) {
    const asked = [args.first, args.last].find((size) => typeof size === "number") ?? PAGE_SIZE_DEFAULT;
    return Math.min(Math.max(asked, 1), PAGE_SIZE_MAX);
  }
  // The connection has counted its edges.
  if (field.name === "edges" || !isListType(getNullableType(field.type))) return 1;
  return Array.isArray(args.ids) ? Math.max(args.ids.length, 1) : 10;
}

interface CountedField {
  readonly name: string;
  readonly type: GraphQLOutputType;
}
