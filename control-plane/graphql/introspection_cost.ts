import { type FragmentDefinitionNode, type GraphQLSchema, Kind, type SelectionSetNode } from "graphql";

/** How often what lies below a list of the schema's own can occur, about; the number of types is known. */
const MULTIPLIERS: Readonly<Record<string, number>> = {
  fields: 8,
  inputFields: 3,
  args: 2,
  enumValues: 3,
  possibleTypes: 2,
  directives: 5,
};

/** One field in an answer to a question about the schema is worth this much: it is at hand, and only has to be written. */
const WEIGHT = 0.1;

/** What asking for the schema itself costs, in the measure of everything else; 0 where nothing is asked of it. */
export function introspectionCost(
  selections: SelectionSetNode,
  { schema, fragments }: { schema: GraphQLSchema; fragments: ReadonlyMap<string, FragmentDefinitionNode> },
): number {
  const types = Object.keys(schema.getTypeMap()).length;
  const known = new Map<SelectionSetNode, number>();
  const underway = new Set<SelectionSetNode>();
  function answered(set: SelectionSetNode, inside: boolean): number {
    const seen = known.get(set);
    if (seen !== undefined) return seen;
    // Validation refuses circles; whoever comes first must not run in one.
    if (underway.has(set)) return 0;
    underway.add(set);
    let sum = 0;
    for (const selection of set.selections) {
      if (selection.kind !== Kind.FIELD) {
        const inner = selection.kind === Kind.FRAGMENT_SPREAD
          ? fragments.get(selection.name.value)?.selectionSet
          : selection.selectionSet;
        sum += inner === undefined ? 0 : answered(inner, inside);
        continue;
      }
      const name = selection.name.value;
      if (!inside && name !== "__schema" && name !== "__type") continue;
      const times = name === "types" ? types : MULTIPLIERS[name] ?? 1;
      sum += 1 + (selection.selectionSet === undefined ? 0 : times * answered(selection.selectionSet, true));
    }
    underway.delete(set);
    known.set(set, sum);
    return sum;
  }
  return Math.ceil(answered(selections, false) * WEIGHT);
}
