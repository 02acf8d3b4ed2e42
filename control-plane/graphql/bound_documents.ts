import { GraphQLError, Kind, visit } from "graphql";
import type { Plugin } from "graphql-yoga";
import { GRAPHQL_LIMITS } from "./graphql_limits.ts";

/**
 * Refuses documents and variables that are too large before anything is made of them, and more directives than anybody needs.
 * What is refused is not kept, so that it takes no memory.
 */
export function boundDocuments(): Plugin {
  return {
    onParams({ params, setResult }) {
      const problem = problemOf(params);
      if (problem !== null) setResult({ errors: [refusal(problem)] });
    },
    onValidate({ params, setResult }) {
      let directives = 0;
      visit(params.documentAST, {
        [Kind.DIRECTIVE]: () => {
          directives++;
        },
      });
      if (directives <= GRAPHQL_LIMITS.directives) return;
      setResult([refusal(`The document has ${directives} directives; ${GRAPHQL_LIMITS.directives} are allowed.`)]);
    },
  };
}

function problemOf({ query, variables }: { query?: unknown; variables?: unknown }): string | null {
  const { documentCharacters } = GRAPHQL_LIMITS;
  if (typeof query === "string" && query.length > documentCharacters) {
    return `The document has ${query.length} characters; ${documentCharacters} are allowed.`;
  }
  return variablesProblem(variables);
}

/** Without recursion: what is nested too deep must not be what ends the process. */
function variablesProblem(variables: unknown): string | null {
  const { variableValues, variableDepth } = GRAPHQL_LIMITS;
  let level: unknown[] = [variables];
  let values = 0;
  for (let depth = 0; level.length > 0; depth++) {
    values += level.length;
    if (values > variableValues) return `The variables hold more than ${variableValues} values.`;
    if (depth > variableDepth) return `The variables are nested more than ${variableDepth} levels deep.`;
    level = level.flatMap((value) => typeof value === "object" && value !== null ? Object.values(value) : []);
  }
  return null;
}

function refusal(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: "VALIDATION", http: { status: 400 } } });
}
