import type { Client } from "@urql/core";
import { HttpError } from "fresh";
import { isUuidv7 } from "../../shared/identifiers/uuid.ts";
import { requestLogQuery } from "../graphql/documents/request_logs_record.ts";
import { queryOutcome } from "../graphql/outcome.ts";
import { httpErrorOf } from "../http/http_error_of.ts";
import { readFilter, writeFilter } from "./filter_url.ts";
import type { LogScope } from "./log_scope.ts";
import { withView } from "./open_logs.ts";
import type { LogDetail } from "./request_log.ts";

export interface OpenRequestOptions {
  scope: LogScope;
  /** As it stands in the address. */
  requestId: string | undefined;
  url: URL;
  /** The log's address without a filter. */
  path: string;
}

export interface OpenedRequest {
  log: LogDetail;
  path: string;
  /** Back to the log. */
  backHref: string;
}

/** A record's page; 404 where there is none of that id. */
export async function openRequest(client: Client, options: OpenRequestOptions): Promise<OpenedRequest> {
  const { scope, requestId, url: { searchParams }, path } = options;
  if (requestId === undefined || !isUuidv7(requestId)) throw new HttpError(404);
  const variables = { ...scope, requestId, withProject: true };
  const outcome = queryOutcome(await client.query(requestLogQuery, variables).toPromise());
  if (outcome.kind === "failed") throw httpErrorOf(outcome);
  const log = outcome.data.requestLogs.edges[0]?.node;
  if (log === undefined) throw new HttpError(404);
  // The filter that the reader came from is what they go back to.
  const filter = withView(writeFilter(readFilter(searchParams).filter), searchParams.get("view")).toString();
  return { log, path, backHref: filter === "" ? path : `${path}?${filter}` };
}
