import type { GraphqlErrorCode } from "../shared/contracts/error_code.ts";
import type { NodeType } from "./graphql/global_id.ts";

/**
 * An outcome that a caller of the API is told in so many words: its message is public and never holds a secret.
 * Services throw the classes below; mutations answer them as members of their result union, queries and subscriptions as
 * top-level errors with `extensions.code`. Anything else that is thrown is a fault, and answered without its message.
 */
export abstract class ApiError extends Error {
  abstract readonly code: GraphqlErrorCode;
}

/** What is wrong with one part of an input. */
export interface ValidationIssue {
  /** From the input's root, list positions as numbers in decimal: `["tree", "children", "0", "provider"]`. */
  path: string[];
  message: string;
}

/** The input does not fit; at least one issue. */
export class ValidationError extends ApiError {
  override readonly name = "ValidationError";
  readonly code = "VALIDATION";
  readonly issues: readonly ValidationIssue[];

  constructor(issues: readonly ValidationIssue[]) {
    super(issues.map(({ path, message }) => path.length === 0 ? message : `${path.join(".")}: ${message}`).join("; "));
    this.issues = issues;
  }
}

/** An object by its type and UUID. */
export interface ObjectReference {
  readonly type: NodeType;
  readonly id: string;
}

/** What a change contradicts, as far as it can be named. */
export interface ConflictDetails {
  /** Of an object that was changed meanwhile: which one, its version now, and the version that the change was based on. */
  readonly stale?: { readonly object: ObjectReference; readonly currentVersion: number; readonly baseVersion: number };
  /** What stands in the way, such as the routes that use a provider. Default nothing. */
  readonly blockers?: readonly ObjectReference[];
}

/**
 * The change contradicts the present state: a name is taken, something stands in the way, or the object was changed by
 * someone else meanwhile (`staleVersion()`).
 */
export class ConflictError extends ApiError {
  override readonly name = "ConflictError";
  readonly code = "CONFLICT";
  readonly details: ConflictDetails;

  constructor(message: string, details: ConflictDetails = {}) {
    super(message);
    this.details = details;
  }
}

/** The caller is known and may see the object, but not do this to it. */
export class ForbiddenError extends ApiError {
  override readonly name = "ForbiddenError";
  readonly code = "FORBIDDEN";
}

/** Nobody is signed in, or the token does not hold. */
export class UnauthenticatedError extends ApiError {
  override readonly name = "UnauthenticatedError";
  readonly code = "UNAUTHENTICATED";

  constructor(message = "Sign in, or send a personal access token as 'Authorization: Bearer ppt_…'.") {
    super(message);
  }
}

/** There is no such object, or it is another tenant's: the two are never told apart. */
export class NotFoundError extends ApiError {
  override readonly name = "NotFoundError";
  readonly code = "NOT_FOUND";

  constructor(message = "There is no such object, or it is not yours to see.") {
    super(message);
  }
}

/** Something that the answer needs cannot be reached now; the same request may succeed later. */
export class UnavailableError extends ApiError {
  override readonly name = "UnavailableError";
  readonly code = "UNAVAILABLE";
}

/** The caller asks for too much at a time; the same request may succeed after a while. */
export class RateLimitedError extends ApiError {
  override readonly name = "RateLimitedError";
  readonly code = "RATE_LIMITED";
  /** Whole seconds, at least 1. */
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.retryAfterSeconds = Math.max(1, Math.ceil(retryAfterSeconds));
  }
}
