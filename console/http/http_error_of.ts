import { HttpError } from "fresh";
import type { Failure, FailureReason } from "../graphql/failure.ts";

/** A failure that leaves a page nothing to show, as the error page that says so. */
export function httpErrorOf(failure: Failure): HttpError {
  return new HttpError(STATUS[failure.reason], failure.message, { cause: failure });
}

const STATUS: Readonly<Record<FailureReason, number>> = {
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  validation: 400,
  unavailable: 503,
  outdated: 500,
  fault: 500,
};
