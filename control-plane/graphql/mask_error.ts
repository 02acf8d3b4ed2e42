import { AsyncLocalStorage } from "node:async_hooks";
import { GraphQLError } from "graphql";
import type { Logger } from "../../shared/logging/logger.ts";
import { databaseUnavailable } from "../database_unavailable.ts";
import { isFault, publicError, rootCause } from "./public_error.ts";

/** Tells, anywhere below, which request is being answered: Yoga gives its masking function the error alone. */
export const currentRequestId = new AsyncLocalStorage<string>();

/** Makes the function through which every error leaves: faults are logged whole, once, and answered without a word of them. */
export function maskErrors(logger: Logger): (error: unknown) => GraphQLError {
  const logged = new WeakSet<object>();
  return (error) => {
    const cause = rootCause(error);
    const unavailable = databaseUnavailable(cause) !== null;
    if ((unavailable || isFault(error)) && !isLogged(cause, logged)) {
      const path = error instanceof GraphQLError ? error.path?.join(".") : undefined;
      const fields = { requestId: currentRequestId.getStore(), path, error: cause };
      if (unavailable) logger.warn("graphql_database_unavailable", fields);
      else logger.error("graphql_fault", fields);
    }
    return publicError(error);
  };
}

/** Some pass through twice, from GraphQL and from the HTTP layer. */
function isLogged(cause: unknown, logged: WeakSet<object>): boolean {
  if (typeof cause !== "object" || cause === null) return false;
  if (logged.has(cause)) return true;
  logged.add(cause);
  return false;
}
