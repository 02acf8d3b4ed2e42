import { useSignal } from "@preact/signals";
import { Badge } from "../components/Badge.tsx";
import { Button } from "../components/Button.tsx";
import { Dialog, DialogClose, DialogTrigger } from "../components/Dialog.tsx";
import { Field } from "../components/Field.tsx";
import { Notice } from "../components/Notice.tsx";
import { textOf, useSend } from "../forms/use_send.ts";
import { testProviderMutation } from "../graphql/documents/providers.ts";
import type { ResultOf } from "../graphql/graphql.ts";
import type { PayloadOf } from "../graphql/outcome.ts";
import { runMutation } from "../graphql/run_mutation.ts";
import { formatDuration } from "../logs/format_duration.ts";
import type { ProviderRow } from "./provider_list.ts";

type Outcome = PayloadOf<ResultOf<typeof testProviderMutation>["testProviderConnection"]>["outcomes"][number];

/** Calls a provider from a gateway, with each of its keys, and shows what came of it. */
export function TestProviderDialog({ row }: { row: ProviderRow }) {
  const id = `test-${row.name}`;
  const outcomes = useSignal<readonly Outcome[] | null>(null);
  const form = useSend({
    fields: ["model"],
    send: (values) => {
      outcomes.value = null;
      const input = { id: row.id, model: textOf(values, "model") || null };
      return runMutation(testProviderMutation, { input }, (data) => data.testProviderConnection);
    },
    onDone: (payload) => outcomes.value = payload.outcomes,
  });
  const close = () => {
    outcomes.value = null;
    form.reset();
  };
  return (
    <>
      <DialogTrigger dialog={id} size="small" label={`Test ${row.name}`}>Test</DialogTrigger>
      <Dialog id={id} title={`Test “${row.name}”`} onClose={close}>
        <form noValidate class="flex flex-col gap-4" onSubmit={form.submit} aria-busy={form.pending.value}>
          <p class="text-muted">A gateway calls it once with each of its keys, as the draft has it.</p>
          {form.errors.value.message && <Notice tone="error">{form.errors.value.message}</Notice>}
          <Field
            id={`${id}-model`}
            name="model"
            label="Model"
            hint="Asked for a few tokens, which costs next to nothing. Empty: only the list of models is asked for."
            autocomplete="off"
            spellcheck={false}
            error={form.errors.value.fields["model"]}
          />
          <div role="status">
            {outcomes.value !== null && (
              <ul class="divide-y divide-base-300 border-y border-base-300">
                {outcomes.value.map((outcome, index) => <TestOutcome key={index} outcome={outcome} />)}
              </ul>
            )}
          </div>
          <div class="flex justify-end gap-2">
            <DialogClose dialog={id}>Close</DialogClose>
            <Button type="submit" tone="primary" disabled={form.pending.value}>
              {form.pending.value ? "Calling …" : "Test the connection"}
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}

function TestOutcome({ outcome }: { outcome: Outcome }) {
  const { ok, status, errorClass, message, latencyMs, keyProved, models, providerKey } = outcome;
  return (
    <li class="flex flex-col gap-0.5 py-2">
      <span class="flex flex-wrap items-center gap-2">
        <Badge tone={ok ? "success" : "error"}>{ok ? "Works" : "Does not work"}</Badge>
        {providerKey !== null && <code>{providerKey.hint === null ? "stored key" : `…${providerKey.hint}`}</code>}
        <span class="text-xs text-muted">
          {[status, formatDuration(latencyMs), models && `${models.length} models`].filter(Boolean).join(", ")}
        </span>
      </span>
      {!ok && <span class="break-words text-error">{[errorClass, message].filter(Boolean).join(": ")}</span>}
      {ok && !keyProved && (
        <span class="text-xs text-muted">Its answer proves nothing of the key: name a model to be sure.</span>
      )}
    </li>
  );
}
