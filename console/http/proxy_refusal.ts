import type { ProxyDialect } from "./proxy.ts";

/** Why the proxy answers by itself. */
export type ProxyRefusal = keyof typeof REFUSALS;

/** The refusal in the words of the path: GraphQL's list of errors, or the one object of the account routes. */
export function refusalResponse(refusal: ProxyRefusal, dialect: ProxyDialect): Response {
  const { status, code, message } = REFUSALS[refusal];
  const body = dialect === "graphql" ? { errors: [{ message, extensions: { code } }] } : { code, message };
  const headers = new Headers({ "cache-control": "no-store, no-transform", "x-content-type-options": "nosniff" });
  if (status === 405) headers.set("allow", "POST");
  if (status === 502 || status === 504) headers.set("retry-after", "1");
  return Response.json(body, { status, headers });
}

const REFUSALS = {
  unreachable: {
    status: 502,
    code: "UNAVAILABLE",
    message: "The control plane cannot be reached. Try again in a moment.",
  },
  timed_out: {
    status: 504,
    code: "UNAVAILABLE",
    message: "The control plane did not answer in time. Try again in a moment.",
  },
  too_large: { status: 413, code: "VALIDATION", message: "The request is larger than a mebibyte." },
  broken: { status: 400, code: "VALIDATION", message: "The request broke off." },
  method_not_allowed: { status: 405, code: "VALIDATION", message: "Use POST." },
  not_json: { status: 400, code: "VALIDATION", message: "The body is not a GraphQL request in JSON." },
  // Older tabs after an update; they are told to load the page again.
  document_unknown: {
    status: 400,
    code: "DOCUMENT_UNKNOWN",
    message:
      "This console does not know this document. Load the page again; programs use the control plane's own address.",
  },
} as const;
