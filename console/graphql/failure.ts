import type { CombinedError } from "@urql/core";

/** Why something asked of the API did not come about. */
export type FailureReason =
  /** Nobody is signed in, or the session ended. */
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "validation"
  /** The API cannot be reached or is busy: the same may succeed in a moment. */
  | "unavailable"
  /** The page is older than the console that answers it: only loading it anew helps. */
  | "outdated"
  /** A fault of ours. */
  | "fault";

export interface FailureIssue {
  /** From the root of the variables' `input`; positions in lists are numbers in decimal. */
  path: readonly string[];
  message: string;
}

export interface Failure {
  kind: "failed";
  reason: FailureReason;
  /** For people. */
  message: string;
  /** What is wrong with which part of an input; empty unless the reason is `validation`. */
  issues: readonly FailureIssue[];
  /** For whoever looks into a fault; null when there was no answer. */
  requestId: string | null;
}

/** An error of the client in the words of this console. The first of several decides. */
export function failureOf(error: CombinedError): Failure {
  const requestId = responseOf(error)?.headers.get("x-request-id") ?? null;
  const first = error.graphQLErrors[0];
  if (first === undefined) return failure("unavailable", UNREACHABLE, { requestId });
  const reason = reasonOf(first.extensions?.["code"]);
  const issues = reason === "validation" ? issuesOf(first.extensions?.["issues"]) : [];
  return failure(reason, reason === "outdated" ? OUTDATED : first.message, { requestId, issues });
}

/** A member of a mutation's result that is not its payload. */
export function failureOfMember(member: RefusalMember): Failure {
  return failure(reasonOf(member.code), member.message, { issues: member.issues ?? [] });
}

/** What the fragment `Refusal` asks of every outcome other than success. */
export interface RefusalMember {
  code: string;
  message: string;
  issues?: readonly FailureIssue[];
}

/** What a code of the API, or of the proxy before it, means here. */
export function reasonOf(code: unknown): FailureReason {
  switch (code) {
    case "UNAUTHENTICATED":
      return "unauthenticated";
    case "FORBIDDEN":
      return "forbidden";
    case "NOT_FOUND":
      return "not_found";
    case "CONFLICT":
      return "conflict";
    case "VALIDATION":
      return "validation";
    case "UNAVAILABLE":
    case "RATE_LIMITED":
      return "unavailable";
    case "DOCUMENT_UNKNOWN":
      return "outdated";
    default:
      return "fault";
  }
}

const UNREACHABLE = "The control plane cannot be reached. Check the connection, then try again.";
const OUTDATED = "This page is older than the console. Load it again.";

function failure(
  reason: FailureReason,
  message: string,
  { requestId = null, issues = [] }: { requestId?: string | null; issues?: readonly FailureIssue[] },
): Failure {
  return { kind: "failed", reason, message, issues, requestId };
}

function responseOf(error: CombinedError): Response | null {
  return error.response instanceof Response ? error.response : null;
}

function issuesOf(value: unknown): FailureIssue[] {
  if (!Array.isArray(value)) return [];
  return value.filter((issue): issue is FailureIssue =>
    typeof issue?.message === "string" && Array.isArray(issue.path) &&
    issue.path.every((part: unknown) => typeof part === "string")
  );
}
