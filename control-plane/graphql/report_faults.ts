import { type ExecutionResult, GraphQLError } from "graphql";
import type { Plugin } from "graphql-yoga";
import type { Logger } from "../../shared/logging/logger.ts";
import type { GraphqlContext } from "./context.ts";
import { isFault, rootCause } from "./public_error.ts";

/** Logs what goes wrong in resolvers, before it is masked for the caller. */
export function reportFaults(logger: Logger): Plugin<GraphqlContext> {
  const report = (error: unknown, context: GraphqlContext) => {
    if (!isFault(error)) return;
    const path = error instanceof GraphQLError ? error.path?.join(".") : undefined;
    logger.error("graphql_fault", { requestId: context.requestId, path, error: rootCause(error) });
  };
  const reportAll = (result: ExecutionResult, context: GraphqlContext) => {
    for (const error of result.errors ?? []) report(error, context);
  };
  return {
    onExecute: ({ args }) => ({
      onExecuteDone({ result }) {
        if (!(Symbol.asyncIterator in result)) reportAll(result, args.contextValue);
      },
    }),
    onSubscribe: ({ args }) => ({
      onSubscribeResult({ result }) {
        if (!(Symbol.asyncIterator in result)) return reportAll(result, args.contextValue);
        return { onNext: ({ result }) => reportAll(result, args.contextValue) };
      },
      onSubscribeError: ({ error }) => report(error, args.contextValue),
    }),
  };
}
