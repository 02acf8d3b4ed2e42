import { GraphQLError } from "graphql";
import type { Plugin } from "graphql-yoga";
import { RateLimitedError } from "../api_error.ts";
import { callerOf, type CallLimiter, REQUEST_COST } from "./call_limiter.ts";
import type { GraphqlContext } from "./context.ts";
import { costProblem, operationCost, type PricedOperation } from "./operation_cost.ts";

/**
 * Refuses operations that cost too much, takes the cost of the others from the caller's budget, and tells it in
 * `extensions.cost` of every answer. The request itself has been paid for already.
 */
export function limitCosts(limiter: CallLimiter): Plugin<GraphqlContext> {
  async function judge(args: PricedOperation & { contextValue: GraphqlContext }) {
    const cost = operationCost(args);
    if (cost === null) return { extensions: {}, refusal: null };
    const extensions = { cost };
    const problem = costProblem(cost);
    if (problem !== null) {
      return { extensions, refusal: new GraphQLError(problem, { extensions: { code: "VALIDATION", cost } }) };
    }
    const { actor, clientAddress } = args.contextValue;
    const limited = await limiter.take(callerOf(actor, clientAddress), cost.requested - REQUEST_COST);
    return { extensions, refusal: limited && rateLimited(limited) };
  }
  return {
    async onExecute({ args, setResultAndStopExecution }) {
      const { extensions, refusal } = await judge(args as never);
      if (refusal !== null) return setResultAndStopExecution({ errors: [refusal], extensions });
      return {
        onExecuteDone({ result, setResult }) {
          if (Symbol.asyncIterator in result) return;
          setResult({ ...result, extensions: { ...result.extensions, ...extensions } });
        },
      };
    },
    async onSubscribe({ args, setResultAndStopExecution }) {
      const { extensions, refusal } = await judge(args as never);
      if (refusal !== null) setResultAndStopExecution({ errors: [refusal], extensions });
    },
  };
}

/** The error as GraphQL answers it, with status and header. */
export function rateLimited(error: RateLimitedError): GraphQLError {
  const { message, code, retryAfterSeconds } = error;
  const http = { status: 429, headers: { "retry-after": String(retryAfterSeconds) } };
  return new GraphQLError(message, { extensions: { code, retryAfterSeconds, http } });
}
