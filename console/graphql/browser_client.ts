import { cacheExchange, Client, fetchExchange, mapExchange, type OperationResult } from "@urql/core";
import type { Clock } from "../../shared/time/clock.ts";
import { boundedFetch } from "./bounded_fetch.ts";
import type { SessionExpiry } from "./session_expiry.ts";

export interface BrowserClientOptions {
  fetch: typeof fetch;
  clock: Clock;
  sessionExpiry: SessionExpiry;
  /** For each operation, in milliseconds. Default 30,000. */
  timeoutMs?: number | undefined;
}

/**
 * The client of all islands of a page. Answers are kept by document and variables until a mutation touches a type of
 * theirs, and shown while they are asked for again. A production build's documents are sent as ids (see
 * `persisted_documents_plugin.ts`).
 */
export function browserClient(options: BrowserClientOptions): Client {
  const { fetch, clock, sessionExpiry, timeoutMs = TIMEOUT_MS } = options;
  const expiryExchange = mapExchange({
    onResult: (result) => {
      if (saysUnauthenticated(result)) sessionExpiry.report();
    },
  });
  return new Client({
    url: "/graphql",
    exchanges: [expiryExchange, cacheExchange, fetchExchange],
    // An empty list names no type that a mutation could touch, so that keeping alone would show it empty for good.
    requestPolicy: "cache-and-network",
    preferGetMethod: false,
    fetch: boundedFetch({ fetch, clock, timeoutMs }),
  });
}

const TIMEOUT_MS = 30_000;

/** Queries say it as an error, mutations as the member of a result. */
function saysUnauthenticated({ data, error }: OperationResult): boolean {
  if (error?.graphQLErrors.some(({ extensions }) => extensions?.["code"] === "UNAUTHENTICATED")) return true;
  return Object.values(data ?? {}).some((member) =>
    (member as { __typename?: string } | null)?.__typename === "UnauthenticatedError"
  );
}
