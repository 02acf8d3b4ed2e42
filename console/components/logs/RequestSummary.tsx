import CopyButton from "../../islands/CopyButton.tsx";
import Time from "../../islands/Time.tsx";
import type { LogDetail } from "../../logs/request_log.ts";
import { FactList } from "./FactList.tsx";
import { OutcomeBadge } from "./OutcomeBadge.tsx";

/** What became of a request, in short. */
export function RequestSummary({ log }: { log: LogDetail }) {
  const { modelAsked, modelServed, provider, providerKind } = log;
  return (
    <div class="pb-3">
      <FactList
        facts={[
          { name: "Outcome", value: <Outcome log={log} /> },
          { name: "Received", value: <Time at={log.ts} format="millisecond" /> },
          { name: "Project", value: log.project?.name ?? "gone" },
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
