import type { Client } from "@urql/core";
import { logChoicesQuery, logsPageQuery } from "../graphql/documents/request_logs.ts";
import type { Failure, FailureIssue } from "../graphql/failure.ts";
import type { ResultOf } from "../graphql/graphql.ts";
import { queryOutcome } from "../graphql/outcome.ts";
import { apiFilter, type LogFilter } from "./log_filter.ts";
import { type LogPosition, pageArguments } from "./log_position.ts";
import type { LogRow } from "./request_log.ts";

export type LogsPageOutcome = { kind: "page"; page: LogsPage } | Failure;

/** A page of the log, and what a filter can be chosen from. */
export interface LogsPage {
  /** The newest first. */
  rows: readonly LogRow[];
  /** Where the next older page begins; null where there is none. */
  older: LogPosition | null;
  newer: LogPosition | null;
  choices: LogChoices;
  /** Why the API takes the filter or the position not; no rows then. */
  refused: readonly FailureIssue[];
}

export interface LogChoices {
  keys: readonly { id: string; name: string; keyId: string }[];
  routes: readonly string[];
  providers: readonly string[];
}

/** Reads a page of a project's records. `nowMs` is what `since` is reckoned from. */
export async function readLogsPage(
  client: Client,
  { projectId, filter, position, nowMs }: {
    projectId: string;
    filter: LogFilter;
    position: LogPosition;
    nowMs: number;
  },
): Promise<LogsPageOutcome> {
  const variables = { projectId, filter: apiFilter(filter, nowMs), ...pageArguments(position) };
  const outcome = queryOutcome(await client.query(logsPageQuery, variables).toPromise());
  if (outcome.kind === "failed") {
    return outcome.reason === "validation" ? await refusedPage(client, projectId, outcome) : outcome;
  }
  const { requestLogs, node } = outcome.data;
  const { hasNextPage, hasPreviousPage, startCursor, endCursor } = requestLogs.pageInfo;
  const page: LogsPage = {
    rows: requestLogs.edges.map((edge) => edge.node),
    older: hasNextPage && endCursor !== null ? { kind: "older", than: endCursor } : null,
    newer: hasPreviousPage && startCursor !== null ? { kind: "newer", than: startCursor } : null,
    choices: choicesOf(node),
    refused: [],
  };
  return { kind: "page", page };
}

/** What is wrong with a filter is shown beside the form that mends it. */
async function refusedPage(client: Client, projectId: string, failure: Failure): Promise<LogsPageOutcome> {
  const outcome = queryOutcome(await client.query(logChoicesQuery, { projectId }).toPromise());
  if (outcome.kind === "failed") return outcome;
  const refused = failure.issues.length > 0 ? failure.issues : [{ path: [], message: failure.message }];
  const choices = choicesOf(outcome.data.node);
  return { kind: "page", page: { rows: [], older: null, newer: null, choices, refused } };
}

function choicesOf(node: ResultOf<typeof logChoicesQuery>["node"]): LogChoices {
  if (node?.__typename !== "Project") return { keys: [], routes: [], providers: [] };
  return {
    keys: node.apiKeys.edges.map((edge) => edge.node),
    routes: node.routes.edges.map((edge) => edge.node.name),
    providers: node.tenant.providers.edges.map((edge) => edge.node.name),
  };
}
