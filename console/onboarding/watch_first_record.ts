import { type ReadonlySignal, signal } from "@preact/signals";
import { requestLogsQuery, requestLogTailSubscription } from "../graphql/documents/request_logs.ts";
import { rowVariables } from "../logs/log_scope.ts";
import type { BrowserDependencies } from "../graphql/dependencies.ts";
import { LiveTail, type LiveTailStatus } from "../graphql/live_tail.ts";
import { queryOutcome } from "../graphql/outcome.ts";
import type { LogRow } from "../logs/request_log.ts";

export interface FirstRecordWatch {
  /** The newest; null until there is one. */
  readonly record: ReadonlySignal<LogRow | null>;
  readonly status: ReadonlySignal<LiveTailStatus>;
  stop(): void;
}

/** Waits for a record of a key: told of it live, and looks for one that came before the connection stood. */
export function watchFirstRecord(
  { client, liveTail }: Pick<BrowserDependencies, "client" | "liveTail">,
  { projectId, apiKeyId }: { projectId: string; apiKeyId: string },
): FirstRecordWatch {
  const record = signal<LogRow | null>(null);
  const show = (row: LogRow) => {
    if (record.value === null || record.value.ts <= row.ts) record.value = row;
  };
  const tail = new LiveTail({
    ...liveTail,
    document: requestLogTailSubscription,
    variables: { ...rowVariables({ projectId }), filter: { apiKeyId } },
    select: (data) => data.requestLogTail,
    onLog: show,
    reread: async () => {
      const variables = { ...rowVariables({ projectId }), filter: { apiKeyId }, first: 1 };
      const answer = await client.query(requestLogsQuery, variables, { requestPolicy: "network-only" }).toPromise();
      const outcome = queryOutcome(answer);
      const newest = outcome.kind === "data" ? outcome.data.requestLogs.edges[0]?.node : undefined;
      if (newest !== undefined) show(newest);
    },
  });
  return { record, status: tail.status, stop: () => void tail.stop() };
}
