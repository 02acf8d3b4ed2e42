import { GraphQLError } from "graphql";
import type { Plugin } from "graphql-yoga";

/** Gives what is wrong with a document itself our own code; these errors are not masked, since they hold no secret of ours. */
export function codeDocumentErrors(): Plugin {
  const mark = (error: unknown) => {
    if (error instanceof GraphQLError) error.extensions.code = "VALIDATION";
  };
  return {
    onParse: () => ({ result }) => mark(result),
    onValidate: () => ({ valid, result }) => {
      if (!valid) { for (const error of result) mark(error); }
    },
  };
}
