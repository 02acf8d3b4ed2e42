import { Badge } from "../components/Badge.tsx";
import { Money } from "../components/Money.tsx";
import { formatDuration } from "../logs/format_duration.ts";
import type { Answer } from "./conversation.ts";

/** One answer: its text as it comes, and then what is on record of it. `logs` is where records are. */
export function AnswerView({ answer, logs }: { answer: Answer; logs: string }) {
  return (
    <div class="flex flex-col gap-1.5" aria-busy={answer.state === "streaming"}>
      <p class="break-words whitespace-pre-wrap">
        {answer.text}
        {answer.state === "streaming" && (
          <span
            class="ml-0.5 inline-block h-4 w-1.5 animate-pulse bg-base-content align-text-bottom"
            aria-hidden="true"
          />
        )}
      </p>
      {answer.toolCalls.map((call, index) => (
        <div key={index} class="rounded-box border border-base-300 bg-base-200 p-2 text-xs">
          <p class="font-medium">Calls {call.name}</p>
          <pre class="break-words whitespace-pre-wrap">{call.arguments}</pre>
        </div>
      ))}
      {answer.problem && <p class="text-error" role="alert">{answer.problem}</p>}
      <AnswerFigures answer={answer} logs={logs} />
    </div>
  );
}

function AnswerFigures({ answer, logs }: { answer: Answer; logs: string }) {
  const { state, record, recordId, firstMs, totalMs } = answer;
  if (state === "streaming") return null;
  const requestId = record?.requestId ?? (recordId === null ? null : uuidOf(recordId));
  return (
    <p class="flex flex-wrap items-center gap-x-3 gap-y-0.5 text-xs text-muted">
      {state === "stopped" && <Badge tone="warning">Stopped</Badge>}
      {record !== null && (
        <>
          <span>{record.target}</span>
          <span>{record.inputTokens} in, {record.outputTokens} out</span>
          <Money nanoUsd={record.costNanoUsd} />
        </>
      )}
      {totalMs !== null && (
        <span title="As this browser saw it">
          {firstMs !== null && `first after ${formatDuration(firstMs)}, `}all after {formatDuration(totalMs)}
        </span>
      )}
      {requestId !== null && (
        <a class="link" href={`${logs}/${requestId}`} title={requestId}>
          Record {requestId.slice(-8)}
        </a>
      )}
    </p>
  );
}

/** The id that addresses of records have, of a global one. */
function uuidOf(globalId: string): string | null {
  try {
    return atob(globalId).split(":")[1] ?? null;
  } catch {
    return null;
  }
}
