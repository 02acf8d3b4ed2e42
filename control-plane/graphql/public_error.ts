import { PothosValidationError } from "@pothos/core";
import { GraphQLError } from "graphql";
import { Prisma } from "../../prisma/generated/client/client.ts";
import { GRAPHQL_ERROR_CODES } from "../../shared/contracts/error_code.ts";
import { ApiError, NotFoundError, RateLimitedError, ValidationError } from "../api_error.ts";
import { databaseUnavailable } from "../database_unavailable.ts";

/** What the caller may know of an error: expected outcomes with their code, of faults nothing but that there was one. */
export function publicError(error: unknown): GraphQLError {
  const cause = rootCause(error);
  if (cause instanceof ApiError) return withCode(error, cause.message, extensionsOf(cause));
  const unavailable = databaseUnavailable(cause);
  if (unavailable !== null) return withCode(error, unavailable.message, extensionsOf(unavailable));
  if (isNoSuchRow(cause)) return withCode(error, new NotFoundError().message, { code: "NOT_FOUND" });
  if (cause instanceof PothosValidationError) return withCode(error, cause.message, { code: "VALIDATION" });
  // What GraphQL itself finds wrong with a document, or an input that its types do not take.
  if (cause instanceof GraphQLError) {
    const own = GRAPHQL_ERROR_CODES.find((code) => code === cause.extensions.code);
    return withCode(error, cause.message, { ...cause.extensions, code: own ?? "VALIDATION" });
  }
  return withCode(error, "Something went wrong. Give the request id to whoever runs this.", { code: "INTERNAL" });
}

/** Whether an error is a fault that somebody should look at. */
export function isFault(error: unknown): boolean {
  return publicError(error).extensions.code === "INTERNAL";
}

/** GraphQL wraps what resolvers throw, sometimes more than once. */
export function rootCause(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError !== undefined) cause = cause.originalError;
  return cause;
}

function withCode(error: unknown, message: string, extensions: Record<string, unknown>): GraphQLError {
  if (!(error instanceof GraphQLError)) return new GraphQLError(message, { extensions });
  const { nodes, source, positions, path } = error;
  return new GraphQLError(message, { nodes, source, positions, path, extensions });
}

function extensionsOf(error: ApiError): Record<string, unknown> {
  return {
    code: error.code,
    ...(error instanceof ValidationError && { issues: error.issues }),
    ...(error instanceof RateLimitedError && { retryAfterSeconds: error.retryAfterSeconds }),
  };
}

/** `node(id)` reads with findUniqueOrThrow. */
function isNoSuchRow(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2025";
}
