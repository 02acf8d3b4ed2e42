import type { Client } from "@urql/core";
import { logChoicesQuery, logsPageQuery } from "../graphql/documents/request_logs.ts";
import type { Failure, FailureIssue } from "../graphql/failure.ts";
import type { ResultOf } from "../graphql/graphql.ts";
import { queryOutcome } from "../graphql/outcome.ts";
import { apiFilter, type LogFilter } from "./log_filter.ts";
import { type LogPosition, pageArguments } from "./log_position.ts";
import { type LogScope, rowVariables } from "./log_scope.ts";
import type { SavedView } from "./saved_view.ts";
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
  /** Of a tenant's log only. */
  projects: readonly { id: string; name: string }[];
  /** The ways to look at the log that the reader sees. */
  views: readonly SavedView[];
}

export interface ReadLogsPageOptions {
  scope: LogScope;
  tenantId: string;
  filter: LogFilter;
  position: LogPosition;
  nowMs: number;
}

/** Reads a page of records. `nowMs` is what `since` is reckoned from. */
export async function readLogsPage(client: Client, options: ReadLogsPageOptions): Promise<LogsPageOutcome> {
  const { scope, filter, position, nowMs } = options;
  const page = { filter: apiFilter(filter, nowMs), ...pageArguments(position) };
  const variables = { ...rowVariables(scope), ...choiceVariables(options), ...page };
  const outcome = queryOutcome(await client.query(logsPageQuery, variables).toPromise());
  if (outcome.kind === "failed") {
    return outcome.reason === "validation" ? await refusedPage(client, options, outcome) : outcome;
  }
  const { requestLogs } = outcome.data;
  const { hasNextPage, hasPreviousPage, startCursor, endCursor } = requestLogs.pageInfo;
  const read: LogsPage = {
    rows: requestLogs.edges.map((edge) => edge.node),
    older: hasNextPage && endCursor !== null ? { kind: "older", than: endCursor } : null,
    newer: hasPreviousPage && startCursor !== null ? { kind: "newer", than: startCursor } : null,
    choices: choicesOf(outcome.data),
    refused: [],
  };
  return { kind: "page", page: read };
}

/** What is wrong with a filter is shown beside the form that mends it. */
async function refusedPage(
  client: Client,
  options: ReadLogsPageOptions,
  failure: Failure,
): Promise<LogsPageOutcome> {
  const variables = { ...options.scope, ...choiceVariables(options) };
  const outcome = queryOutcome(await client.query(logChoicesQuery, variables).toPromise());
  if (outcome.kind === "failed") return outcome;
  const refused = failure.issues.length > 0 ? failure.issues : [{ path: [], message: failure.message }];
  const choices = choicesOf(outcome.data);
  return { kind: "page", page: { rows: [], older: null, newer: null, choices, refused } };
}

function choiceVariables({ scope, tenantId }: Pick<ReadLogsPageOptions, "scope" | "tenantId">) {
  return { placeId: "projectId" in scope ? scope.projectId : scope.tenantId, tenantOfViews: tenantId };
}

function choicesOf({ node, savedViews }: ResultOf<typeof logChoicesQuery>): LogChoices {
  const none = { keys: [], routes: [], providers: [], projects: [], views: savedViews.edges.map((edge) => edge.node) };
  switch (node?.__typename) {
    case "Project":
      return {
        ...none,
        keys: node.apiKeys.edges.map((edge) => edge.node),
        routes: node.routes.edges.map((edge) => edge.node.name),
        providers: node.tenant.providers.edges.map((edge) => edge.node.name),
      };
    case "Tenant":
      return {
        ...none,
        providers: node.providers.edges.map((edge) => edge.node.name),
        projects: node.projects.edges.map((edge) => edge.node),
      };
    default:
      return none;
  }
}
