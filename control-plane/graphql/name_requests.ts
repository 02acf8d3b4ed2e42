import { GraphQLError } from "graphql";
import type { Plugin } from "graphql-yoga";
import { currentRequestId } from "./mask_error.ts";

/** Puts the request's id into `extensions` of every error, so that a report of one leads to the log. */
export function nameRequests(): Plugin {
  return {
    onExecutionResult({ result, setResult }) {
      if (result === undefined || Array.isArray(result) || !("errors" in result)) return;
      setResult({ ...result, errors: result.errors?.map(withRequestId) });
    },
    onSubscribe: () => ({
      onSubscribeResult: () => ({
        onNext({ result, setResult }) {
          if (result.errors !== undefined) setResult({ ...result, errors: result.errors.map(withRequestId) });
        },
      }),
    }),
  };
}

/** A copy: errors of validation are kept with their document, and belong to no request. */
function withRequestId(error: GraphQLError): GraphQLError {
  const { message, nodes, source, positions, path, originalError } = error;
  const extensions = { ...error.extensions, requestId: currentRequestId.getStore() };
  return new GraphQLError(message, { nodes, source, positions, path, originalError, extensions });
}
