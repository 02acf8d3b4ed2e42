import { useSignal } from "@preact/signals";
import { onDemand, OUTDATED } from "../../forms/on_demand.ts";
import { browserDependencies } from "../../graphql/dependencies.ts";
import type { Verdict } from "../../route-editor/ask_explanation.ts";
import type { TypedRequest } from "../../route-editor/typed_request.ts";
import { Badge } from "../Badge.tsx";
import { Button } from "../Button.tsx";
import { Money } from "../Money.tsx";

interface ExplainVerdictProps {
  typed: TypedRequest;
  tenantId: string;
  projectId: string;
  /** The global id of the key that the request is made with; null for none. */
  apiKeyId: string | null;
  isSaved: boolean;
}

/** What the gateway would answer by the saved draft: with policies, health and prices, which the tree alone does not know. */
export function ExplainVerdict({ typed, tenantId, projectId, apiKeyId, isSaved }: ExplainVerdictProps) {
  const answer = useSignal<{ of: string; verdict: Verdict } | { of: string; problem: string } | null>(null);
  const isAsking = useSignal(false);
  const key = JSON.stringify([typed, apiKeyId]);
  const ask = async () => {
    isAsking.value = true;
    const module = await onDemand(() => import("../../route-editor/ask_explanation.ts"));
    const where = { tenantId, projectId, apiKeyId };
    const outcome = await module?.askExplanation(browserDependencies().client, where, typed) ?? null;
    isAsking.value = false;
    answer.value = outcome?.kind === "verdict"
      ? { of: key, verdict: outcome.verdict }
      : { of: key, problem: outcome?.message ?? OUTDATED.message! };
  };
  const shown = answer.value?.of === key ? answer.value : null;
  return (
    <section aria-label="What the gateway would answer" class="flex flex-col gap-2 border-t border-base-300 pt-3">
      <div class="flex items-center justify-between gap-2">
        <h2 class="text-xs font-semibold">With policies, health and prices</h2>
        <Button size="small" disabled={isAsking.value} onClick={ask}>{isAsking.value ? "Asking …" : "Ask"}</Button>
      </div>
      {!isSaved && (
        <p class="text-xs text-muted">
          By the draft as it is saved: what is changed here is no part of it.
        </p>
      )}
      <div role="status" class="flex flex-col gap-2">
        {shown !== null && "problem" in shown && <p class="text-sm text-error">{shown.problem}</p>}
        {shown !== null && "verdict" in shown && <VerdictText verdict={shown.verdict} />}
      </div>
    </section>
  );
}

function VerdictText({ verdict }: { verdict: Verdict }) {
  const { match, answer, candidates, limits, tokens, costNanoUsd, unknowns } = verdict;
  return (
    <>
      <p class="text-sm">
        <Badge tone={answer.allowed ? "success" : "error"}>
          {answer.allowed ? "Allowed" : `${answer.status} ${answer.errorCode ?? ""}`}
        </Badge>{" "}
        {answer.message}
      </p>
      <p class="text-xs text-muted">{match.message}</p>
      {candidates.length > 0 && (
        <ol class="flex flex-col gap-0.5 text-xs">
          {candidates.map(({ position, provider, model, priceNanoUsd, openUntil }) => (
            <li key={position} class="flex items-baseline justify-between gap-2">
              <span class="min-w-0 truncate font-mono">{`${position + 1}. ${provider}/${model}`}</span>
              <span class="shrink-0 text-muted">
                {openUntil === null ? "" : "left alone, "}
                <Money nanoUsd={priceNanoUsd} />
              </span>
            </li>
          ))}
        </ol>
      )}
      <p class="text-xs text-muted">
        {`${tokens.input.toLocaleString("en")} tokens in, ${tokens.output.toLocaleString("en")} out`}
        {tokens.isOutputAssumed ? " (assumed)" : ""}: <Money nanoUsd={costNanoUsd} />
      </p>
      {limits.length > 0 && (
        <ul class="flex flex-col gap-0.5 text-xs">
          {limits.map(({ policyName, limit, verdict, used, max }) => (
            <li key={`${policyName} ${limit}`} class="flex items-baseline justify-between gap-2">
              <span class="min-w-0 truncate">{`${policyName}: ${limit.replaceAll("_", " ")}`}</span>
              <span class="shrink-0 text-muted tabular-nums">
                {[verdict.toLowerCase(), max !== null && `${used ?? "?"} of ${max}`].filter(Boolean).join(", ")}
              </span>
            </li>
          ))}
        </ul>
      )}
      {unknowns.map(({ message }) => <p key={message} class="text-xs text-muted">{message}</p>)}
    </>
  );
}
