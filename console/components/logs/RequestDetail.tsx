import CopyButton from "../../islands/CopyButton.tsx";
import Time from "../../islands/Time.tsx";
import { formatDuration } from "../../logs/format_duration.ts";
import type { LogDetail } from "../../logs/request_log.ts";
import { AttemptTable } from "./AttemptTable.tsx";
import { DetailSection } from "./DetailSection.tsx";
import { FactList } from "./FactList.tsx";
import { OutcomeBadge } from "./OutcomeBadge.tsx";
import { PolicyVerdicts } from "./PolicyVerdicts.tsx";
import { RouteTaken } from "./RouteTaken.tsx";
import { TokensAndCost } from "./TokensAndCost.tsx";

/** All that is known of one request. */
export function RequestDetail({ log }: { log: LogDetail }) {
  return (
    <div>
      <Summary log={log} />
      <DetailSection title="Attempts">
        <AttemptTable log={log} />
      </DetailSection>
      <DetailSection title="Time">
        <Timings timings={log.timings} />
      </DetailSection>
      <DetailSection title="Tokens and cost">
        <TokensAndCost log={log} />
      </DetailSection>
      <DetailSection title="Route and revision">
        <RouteTaken log={log} />
      </DetailSection>
      {log.policyVerdicts.length > 0 && (
        <DetailSection title="Policies">
          <PolicyVerdicts verdicts={log.policyVerdicts} />
        </DetailSection>
      )}
      <DetailSection title="Record">
        <Provenance log={log} />
      </DetailSection>
    </div>
  );
}

function Summary({ log }: { log: LogDetail }) {
  const { modelAsked, modelServed, provider, providerKind } = log;
  return (
    <div class="pb-3">
      <FactList
        facts={[
          { name: "Outcome", value: <Outcome log={log} /> },
          { name: "Received", value: <Time at={log.ts} format="millisecond" /> },
          { name: "Model asked", value: modelAsked ?? "none" },
          { name: "Model served", value: modelServed },
          { name: "Cache", value: log.cacheHit && "answered from the cache" },
          { name: "Provider", value: provider && `${provider}${providerKind ? ` (${words(providerKind)})` : ""}` },
          { name: "API key", value: log.apiKey ? `${log.apiKey.name} · ppk_${log.apiKey.keyId}_…` : "deleted" },
          { name: "End user", value: log.endUser },
          { name: "Tags", value: <Tags tags={log.tags} /> },
          { name: "Request id", value: <Copied text={log.requestId} label="Copy the request id" /> },
          { name: "Trace id", value: log.traceId && <Copied text={log.traceId} label="Copy the trace id" /> },
        ]}
      />
    </div>
  );
}

function Outcome({ log: { outcome, status, errorCode } }: { log: LogDetail }) {
  return (
    <span class="inline-flex flex-wrap items-center gap-x-2">
      <OutcomeBadge outcome={outcome} />
      {status > 0 && <span class="tabular-nums">{`HTTP ${status}`}</span>}
      {errorCode !== null && (
        <a href={`/errors/${encodeURIComponent(errorCode)}`} class="link" title="What this means and what to do">
          <code>{errorCode}</code>
        </a>
      )}
    </span>
  );
}

function Timings({ timings: { totalMs, ttftMs, overheadMs, queueMs } }: Pick<LogDetail, "timings">) {
  return (
    <FactList
      facts={[
        { name: "Total", value: formatDuration(totalMs), hint: "From receipt to the last byte" },
        { name: "First content", value: ttftMs === null ? "none" : formatDuration(ttftMs), hint: "From receipt" },
        { name: "Gateway", value: formatDuration(overheadMs), hint: "Everything but waiting for providers" },
        { name: "Admission", value: formatDuration(queueMs), hint: "Waiting for limits and budgets" },
      ]}
    />
  );
}

function Provenance({ log }: { log: LogDetail }) {
  return (
    <>
      <FactList
        facts={[
          { name: "API", value: `${words(log.dialect)}${log.stream ? ", streamed" : ""}` },
          { name: "Dropped fields", value: log.droppedFields.length > 0 ? log.droppedFields.join(", ") : "none" },
          { name: "Degradation", value: log.degradation.length > 0 ? log.degradation.join(", ") : "none" },
          { name: "Repeats", value: log.replayOf },
          { name: "Written by", value: `${log.sequence.instance}, number ${log.sequence.n}` },
        ]}
      />
      <div class="mt-3 flex items-center gap-2 text-muted">
        The whole record as JSON <CopyButton text={JSON.stringify(log, null, 2)} label="Copy the record as JSON" />
      </div>
    </>
  );
}

function Tags({ tags }: { tags: unknown }) {
  const pairs = Object.entries(tags as Record<string, string>);
  if (pairs.length === 0) return <span class="text-muted">none</span>;
  return <>{pairs.map(([name, value]) => `${name}=${value}`).join(", ")}</>;
}

function Copied({ text, label }: { text: string; label: string }) {
  return (
    <span class="inline-flex flex-wrap items-center gap-2">
      <code class="break-all select-all">{text}</code>
      <CopyButton text={text} label={label} />
    </span>
  );
}

function words(name: string): string {
  return name.toLowerCase().replaceAll("_", " ");
}
