import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { formErrors, NO_ERRORS } from "../../../forms/form_errors.ts";
import { browserDependencies } from "../../../graphql/dependencies.ts";
import { replayRequestMutation } from "../../../graphql/documents/request_logs_detail.ts";
import type { ResultOf } from "../../../graphql/graphql.ts";
import { mutationOutcome, type PayloadOf } from "../../../graphql/outcome.ts";
import { FILTER_FIELDS } from "../../../logs/filter_fields.ts";
import { valueSuggestions } from "../../../logs/suggest_filter.ts";
import { Button } from "../../Button.tsx";
import { Field } from "../../Field.tsx";
import { Notice } from "../../Notice.tsx";
import { ReplayAnswers } from "../ReplayAnswers.tsx";
import type { RequestPanelProps } from "../RequestTabs.tsx";

export type Replayed = PayloadOf<ResultOf<typeof replayRequestMutation>["replayRequest"]>;

/** Sends the request once more, to another target, and puts both answers beside each other. */
export function ReplayPanel({ log, path }: RequestPanelProps) {
  const errors = useSignal(NO_ERRORS);
  const isBusy = useSignal(false);
  const replayed = useSignal<Replayed | null>(null);
  const targets = useTargets(log.project?.id ?? null);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const revision = String(data.get("revision")).trim();
    errors.value = NO_ERRORS;
    if (revision !== "" && !/^[1-9]\d{0,8}$/.test(revision)) {
      errors.value = { message: null, fields: { revision: "The number of a revision." } };
      return;
    }
    isBusy.value = true;
    const input = {
      requestLogId: log.id,
      target: String(data.get("target")).trim(),
      revision: revision === "" ? null : Number(revision),
    };
    const { client } = browserDependencies();
    const result = await client.mutation(replayRequestMutation, { input }).toPromise();
    isBusy.value = false;
    const outcome = mutationOutcome(result, (answer) => answer.replayRequest);
    if (outcome.kind === "failed") errors.value = formErrors(outcome, ["target", "revision"]);
    else replayed.value = outcome.payload;
  };
  return (
    <div class="flex flex-col gap-3">
      <p class="text-muted">
        The prompt goes once more through the gateway, with its cost, its limits and a record of its own. It takes a
        prompt that was captured whole, and an owner or administrator.
      </p>
      <form noValidate class="grid items-start gap-3 sm:grid-cols-[1fr_8rem_auto]" onSubmit={submit}>
        <Field
          id="replay-target"
          name="target"
          label="Target"
          list="replay-targets"
          placeholder="provider/model, or a route"
          defaultValue={log.modelAsked ?? ""}
          autocomplete="off"
          required
          error={errors.value.fields["target"]}
        />
        <Field
          id="replay-revision"
          name="revision"
          label="Revision"
          placeholder="present"
          inputMode="numeric"
          autocomplete="off"
          error={errors.value.fields["revision"]}
        />
        <Button type="submit" tone="primary" class="sm:mt-7" disabled={isBusy.value}>
          {isBusy.value ? "Sending …" : "Replay"}
        </Button>
        <datalist id="replay-targets">{targets.map((target) => <option key={target} value={target} />)}</datalist>
      </form>
      {errors.value.message && <Notice tone="error">{errors.value.message}</Notice>}
      <div role="status">
        {replayed.value !== null && <ReplayAnswers log={log} replayed={replayed.value} path={path} />}
      </div>
    </div>
  );
}

/** What the project's requests ask for most often. */
function useTargets(projectId: string | null): readonly string[] {
  const targets = useSignal<readonly string[]>([]);
  const isAsked = useRef(false);
  useEffect(() => {
    if (projectId === null || isAsked.current) return;
    isAsked.current = true;
    const field = FILTER_FIELDS.find((each) => each.field === "MODEL_ASKED")!;
    const of = { client: browserDependencies().client, scope: { projectId } };
    valueSuggestions({ field, name: undefined, begun: "" }, of)
      .then((found) => targets.value = found.map(({ words }) => words));
  }, [projectId]);
  return targets.value;
}
