import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { browserFetch } from "../../../../browser/dependencies.ts";
import type { FormErrors } from "../../../../forms/form_errors.ts";
import { onDemand, OUTDATED } from "../../../../forms/on_demand.ts";
import { focusFirstError } from "../../../../forms/focus_first_error.ts";
import { browserDependencies } from "../../../../graphql/dependencies.ts";
import type { SetupAttempt } from "../../../../onboarding/attempt_setup.ts";
import type { ExampleAnswer } from "../../../../onboarding/example_request.ts";
import { FirstRequest } from "../../../../onboarding/FirstRequest.tsx";
import type { PresetText } from "../../../../providers/provider_kinds.ts";
import { requestFromHere } from "../../../../onboarding/request_from_here.ts";
import type { SetupResult } from "../../../../onboarding/setup_result.ts";
import { SetupForm } from "../../../../onboarding/SetupForm.tsx";
import { readSetupForm, type SetupValues } from "../../../../onboarding/setup_values.ts";
import type { SetupState } from "../../../../onboarding/setup_state.ts";
import type { FirstRecordWatch } from "../../../../onboarding/watch_first_record.ts";

export interface FirstStepsProps {
  state: SetupState;
  presets: readonly PresetText[];
  values: SetupValues;
  errors: FormErrors;
  /** Of a form that was posted without a script. */
  result: SetupResult | null;
  answer: ExampleAnswer | null;
  gatewayUrl: string;
}

/** The form that makes what is missing, then the key and the first request with it. */
export default function FirstSteps(props: FirstStepsProps) {
  const result = useSignal(props.result);
  if (result.value !== null) {
    return <Request result={result.value} answer={props.answer} gatewayUrl={props.gatewayUrl} />;
  }
  return <Setup {...props} onDone={(made) => result.value = made} />;
}

function Setup({ onDone, ...props }: FirstStepsProps & { onDone: (result: SetupResult) => void }) {
  const shown = useSignal({ state: props.state, values: props.values, errors: props.errors });
  const pending = useSignal(false);
  const root = useRef<HTMLDivElement>(null);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (pending.value) return;
    const values = readSetupForm(new FormData(event.currentTarget as HTMLFormElement));
    pending.value = true;
    const attempt = await attempted(values, shown.value.state);
    pending.value = false;
    if (attempt.kind === "done") return onDone(attempt.result);
    shown.value = { state: attempt.state ?? shown.value.state, values, errors: attempt.errors };
    focusFirstError(root.current!);
  };
  return (
    <div ref={root}>
      <SetupForm {...shown.value} presets={props.presets} pending={pending.value} onSubmit={submit} />
    </div>
  );
}

async function attempted(values: SetupValues, state: SetupState): Promise<SetupAttempt> {
  const { client } = browserDependencies();
  // With the rules that fields are held against: more than the rest of the page, and wanted only now.
  const steps = await onDemand(() => import("../../../../onboarding/attempt_setup.ts"));
  if (steps === null) return { kind: "failed", errors: OUTDATED, state: null };
  const present = await steps.readPlace(client, state);
  if (present.kind === "place") return await steps.attemptSetup(client, values, present.place);
  return { kind: "failed", errors: { message: present.message, fields: {} }, state: null };
}

function Request({ result, ...props }: { result: SetupResult; answer: ExampleAnswer | null; gatewayUrl: string }) {
  const secret = useSignal<string | null>(result.secret);
  const answer = useSignal(props.answer);
  const sending = useSignal(false);
  const watch = useSignal<FirstRecordWatch | null>(null);
  useEffect(() => {
    document.getElementById("your-key")?.focus();
    let isLeft = false;
    // Not part of what the page loads first. Without it the record still stands in the logs, as the page says then.
    loadWatch().then(({ watchFirstRecord }) => {
      if (isLeft) return;
      const { project, apiKey } = result;
      watch.value = watchFirstRecord(browserDependencies(), { projectId: project.id, apiKeyId: apiKey.id });
    }, () => {});
    return () => {
      isLeft = true;
      watch.value?.stop();
    };
  }, []);
  useEffect(() => {
    // Pages that were left may be kept whole, to be shown again by going back.
    const forget = () => secret.value = null;
    addEventListener("pagehide", forget);
    return () => removeEventListener("pagehide", forget);
  }, []);
  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    if (sending.value || secret.value === null) return;
    sending.value = true;
    answer.value = await requestFromHere({ apiKey: secret.value, model: result.model }, {
      fetch: browserFetch,
      sessionExpiry: browserDependencies().sessionExpiry,
    }) ?? answer.value;
    sending.value = false;
  };
  return (
    <FirstRequest
      result={result}
      secret={secret.value}
      gatewayUrl={props.gatewayUrl}
      answer={answer.value}
      sending={sending.value}
      record={watch.value?.record.value ?? null}
      status={watch.value?.status.value ?? null}
      onSend={send}
    />
  );
}

function loadWatch() {
  return import("../../../../onboarding/watch_first_record.ts");
}
