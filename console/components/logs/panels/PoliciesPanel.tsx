import { requestExplanationQuery } from "../../../graphql/documents/request_logs_detail.ts";
import { useRecordQuery } from "../../../logs/use_record_query.ts";
import { PolicyVerdicts } from "../PolicyVerdicts.tsx";
import type { RequestPanelProps } from "../RequestTabs.tsx";

/** What each limit said, by the names that policies had then. */
export function PoliciesPanel({ log }: RequestPanelProps) {
  const outcome = useRecordQuery(requestExplanationQuery, log.id);
  const node = outcome?.kind === "data" && outcome.data.node?.__typename === "RequestLog" ? outcome.data.node : null;
  const named = new Map(
    node?.explanation.verdicts.map(({ policyId, policyName, isKeysOwn }) => [
      policyId,
      isKeysOwn ? "the key’s own limit" : policyName,
    ]),
  );
  if (log.policyVerdicts.length === 0) return <p class="text-muted">No limit applied to this request.</p>;
  return (
    <>
      <PolicyVerdicts verdicts={log.policyVerdicts} nameOf={(policyId) => named.get(policyId) ?? null} />
      {log.charges.length > 0 && (
        <p class="mt-3 text-xs text-muted">
          {`Charged: ${log.charges.map(({ counterKey }) => counterKey).join(", ")}`}
        </p>
      )}
    </>
  );
}
