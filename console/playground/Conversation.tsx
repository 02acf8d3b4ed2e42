import { useEffect, useRef } from "preact/hooks";
import { AnswerView } from "./AnswerView.tsx";
import type { Turn } from "./conversation.ts";
import type { PlaygroundState } from "./use_playground.ts";

/** The messages and their answers, a column for each model. */
export function Conversation({ state, logs }: { state: PlaygroundState; logs: string }) {
  const end = useRef<HTMLDivElement>(null);
  const { turns } = state.conversation.value;
  useEffect(() => end.current?.scrollIntoView({ block: "nearest" }), [state.conversation.value]);
  return (
    <div class="min-h-0 flex-1 overflow-y-auto p-4" role="log" aria-label="Conversation" aria-live="off" tabIndex={0}>
      {turns.length === 0 && (
        <p class="py-12 text-center text-muted">
          Ask a route or a model of this project. Every answer has a record, policies apply, and budgets are charged.
        </p>
      )}
      <div class="flex flex-col gap-4">
        {turns.map((turn, index) => <TurnView key={index} turn={turn} logs={logs} />)}
      </div>
      <div ref={end} />
      <p class="sr-only" role="status">
        {state.streaming.value ? "Answering" : turns.length === 0 ? "" : "The answer is complete"}
      </p>
    </div>
  );
}

function TurnView({ turn, logs }: { turn: Turn; logs: string }) {
  const answers = turn.answers.filter((answer) => answer !== null);
  return (
    <div class="flex flex-col gap-2">
      <p class="self-end rounded-box bg-primary/10 px-3 py-2 break-words whitespace-pre-wrap">{turn.prompt}</p>
      <div class={`grid gap-4 ${answers.length > 1 ? "md:grid-cols-2" : ""}`}>
        {answers.map((answer, column) => (
          <section
            key={column}
            aria-label={`Answer of ${answer.model}`}
            class="min-w-0 rounded-box border border-base-300 p-3"
          >
            <h2 class="mb-1 font-mono text-xs text-muted">{answer.model}</h2>
            <AnswerView answer={answer} logs={logs} />
          </section>
        ))}
      </div>
    </div>
  );
}
