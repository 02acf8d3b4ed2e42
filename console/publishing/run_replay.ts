import type { Client } from "@urql/core";
import type { FormValues } from "../forms/read_text.ts";
import { readText } from "../forms/read_text.ts";
import { replayDraftQuery } from "../graphql/documents/draft_replay.ts";
import type { Failure } from "../graphql/failure.ts";
import type { ResultOf, VariablesOf } from "../graphql/graphql.ts";
import { queryOutcome } from "../graphql/outcome.ts";

export type DraftReplay = ResultOf<typeof replayDraftQuery>["replayDraft"];
export type ReplayInput = VariablesOf<typeof replayDraftQuery>["input"];

export const LAST_CHOICES = [1_000, 10_000, 50_000] as const;

/** What a form asks to be replayed. */
export function readReplayForm(form: FormValues, tenantId: string): ReplayInput {
  const last = Number(readText(form, "last"));
  const [projectId, routeName] = [readText(form, "projectId"), readText(form, "routeName")];
  return {
    tenantId,
    last: LAST_CHOICES.find((choice) => choice === last) ?? 10_000,
    ...(projectId !== "" && { projectId }),
    ...(routeName !== "" && { filter: { routeName } }),
  };
}

export interface RunningReplay {
  /** Null when it was cancelled. */
  done: Promise<{ kind: "replay"; replay: DraftReplay } | Failure | null>;
  cancel(): void;
}

/** Replays the draft; cancelling it ends it at the server too. */
export function runReplay(client: Client, input: ReplayInput): RunningReplay {
  let cancel = () => {};
  const done = new Promise<Awaited<RunningReplay["done"]>>((resolve) => {
    const asked = client.query(replayDraftQuery, { input }, { requestPolicy: "network-only" });
    const { unsubscribe } = asked.subscribe((result) => {
      const outcome = queryOutcome(result);
      resolve(outcome.kind === "failed" ? outcome : { kind: "replay", replay: outcome.data.replayDraft });
    });
    cancel = () => {
      // The request is aborted with its last subscriber, and the server stops with the request.
      unsubscribe();
      resolve(null);
    };
  });
  return { done, cancel: () => cancel() };
}
