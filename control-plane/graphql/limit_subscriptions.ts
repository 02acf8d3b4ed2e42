import type { Plugin } from "graphql-yoga";
import { RateLimitedError } from "../api_error.ts";
import type { Slots } from "../http/slots.ts";
import { callerOf } from "./call_limiter.ts";
import type { GraphqlContext } from "./context.ts";
import { rateLimited } from "./limit_costs.ts";

const RETRY_AFTER_SECONDS = 10;

/** Bounds how many subscriptions a caller, and all together, have in this process at a time. */
export function limitSubscriptions(slots: Slots): Plugin<GraphqlContext> {
  return {
    onSubscribe({ args, setResultAndStopExecution }) {
      const { actor, clientAddress, signal } = args.contextValue as GraphqlContext;
      const release = slots.take(callerOf(actor, clientAddress).key);
      if (release === null) {
        const message = "Too many subscriptions are running. End one, or try again later.";
        setResultAndStopExecution({ errors: [rateLimited(new RateLimitedError(message, RETRY_AFTER_SECONDS))] });
        return;
      }
      // Whoever goes away before the first event never asks the iterator to end.
      if (signal.aborted) release();
      else signal.addEventListener("abort", release, { once: true });
      return {
        onSubscribeResult({ result }) {
          if (!(Symbol.asyncIterator in result)) return void release();
          return { onEnd: release };
        },
        onSubscribeError: release,
      };
    },
  };
}
