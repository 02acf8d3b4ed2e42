import type { requestLogsQuery } from "../graphql/documents/request_logs.ts";
import type { requestLogQuery } from "../graphql/documents/request_logs_record.ts";
import type { ResultOf } from "../graphql/graphql.ts";

/** A record as a line of the table shows it. */
export type LogRow = ResultOf<typeof requestLogsQuery>["requestLogs"]["edges"][number]["node"];

/** All that is known of a record. */
export type LogDetail = ResultOf<typeof requestLogQuery>["requestLogs"]["edges"][number]["node"];

export type LogAttempt = LogDetail["attempts"][number];
