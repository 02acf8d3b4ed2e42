import type { GraphqlErrorCode } from "../../shared/contracts/error_code.ts";
import { type ApiError, RateLimitedError, ValidationError } from "../api_error.ts";

/** How an expected outcome looks outside GraphQL: the same `errors` as there, with the fitting status. */
export function errorAnswer(error: ApiError): Response {
  const extensions = { code: error.code, ...(error instanceof ValidationError && { issues: error.issues }) };
  const headers = error instanceof RateLimitedError ? { "retry-after": String(error.retryAfterSeconds) } : undefined;
  return Response.json({ errors: [{ message: error.message, extensions }] }, { status: STATUS[error.code], headers });
}

const STATUS: Record<GraphqlErrorCode, number> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  VALIDATION: 400,
  CONFLICT: 409,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
  INTERNAL: 500,
};
