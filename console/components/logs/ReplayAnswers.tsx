import type { ComponentChildren } from "preact";
import { answerText } from "../../logs/conversation.ts";
import { formatDuration } from "../../logs/format_duration.ts";
import type { LogDetail } from "../../logs/request_log.ts";
import { Money } from "../Money.tsx";
import type { Replayed } from "./panels/ReplayPanel.tsx";

interface ReplayAnswersProps {
  log: LogDetail;
  replayed: Replayed;
  path: string;
}

/** The answers of a request and of its replay beside each other, with what each took. */
export function ReplayAnswers({ log, replayed, path }: ReplayAnswersProps) {
  const { status, answer, answerTruncated, originalAnswer, costNanoUsd, originalCostNanoUsd, requestLog } = replayed;
  return (
    <div class="grid gap-3 md:grid-cols-2">
      <Side
        title="Before"
        facts={[
          `HTTP ${log.status}`,
          log.provider === null ? null : `${log.provider}/${log.modelServed ?? "?"}`,
          formatDuration(log.timings.totalMs),
          tokens(log.tokens),
        ]}
        cost={<Money nanoUsd={originalCostNanoUsd} />}
        answer={originalAnswer === null ? null : answerText(originalAnswer)}
      />
      <Side
        title="Now"
        facts={[
          `HTTP ${status}`,
          requestLog === null ? null : `${requestLog.provider ?? "no provider"}/${requestLog.modelServed ?? "?"}`,
          requestLog === null ? null : formatDuration(requestLog.timings.totalMs),
          requestLog === null ? null : tokens(requestLog.tokens),
        ]}
        cost={requestLog === null ? "the record is on its way" : <Money nanoUsd={costNanoUsd} />}
        answer={answerText(answer) + (answerTruncated ? "\n…" : "")}
      >
        {requestLog !== null && <a class="link" href={`${path}/${requestLog.requestId}`}>Its record</a>}
      </Side>
    </div>
  );
}

function Side({ title, facts, cost, answer, children }: {
  title: string;
  facts: readonly (string | null)[];
  cost: ComponentChildren;
  answer: string | null;
  children?: ComponentChildren;
}) {
  return (
    <section aria-label={title} class="min-w-0 rounded-box border border-base-300 p-3">
      <h3 class="font-semibold">{title}</h3>
      <p class="mb-2 flex flex-wrap gap-x-2 text-xs text-muted tabular-nums">
        {facts.filter((fact) => fact !== null).map((fact) => <span key={fact}>{fact}</span>)}
        <span>{cost}</span>
        {children}
      </p>
      {answer === null
        ? <p class="text-muted">No answer was begun.</p>
        : <p class="wrap-anywhere whitespace-pre-wrap">{answer}</p>}
    </section>
  );
}

function tokens({ input, output }: { input: number; output: number }): string {
  return `${input.toLocaleString("en")} / ${output.toLocaleString("en")} tokens`;
}
