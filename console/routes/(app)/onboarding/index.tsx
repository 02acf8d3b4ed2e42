import { HttpError, page } from "fresh";
import { Button } from "../../../components/Button.tsx";
import { Notice } from "../../../components/Notice.tsx";
import { PageHeader } from "../../../components/PageHeader.tsx";
import { type FormErrors, NO_ERRORS } from "../../../forms/form_errors.ts";
import { readForm } from "../../../http/read_form.ts";
import { attemptSetup } from "../../../onboarding/attempt_setup.ts";
import { type ExampleAnswer, sendExampleRequest } from "../../../onboarding/example_request.ts";
import { parseSetupResult, type SetupResult } from "../../../onboarding/setup_result.ts";
import { firstValues, readSetupForm, type SetupValues } from "../../../onboarding/setup_values.ts";
import { readSetupState, type SetupState } from "../../../onboarding/setup_state.ts";
import { PRESETS } from "../../../providers/provider_kinds.ts";
import { projectPath } from "../../../session/places.ts";
import { define } from "../../../state.ts";
import FirstSteps from "./(_islands)/FirstSteps.tsx";

interface OnboardingData {
  state: SetupState;
  values: SetupValues;
  errors: FormErrors;
  result: SetupResult | null;
  answer: ExampleAnswer | null;
}

export const handlers = define.handlers({
  async GET(ctx) {
    const state = stateOf(await readSetupState(ctx.state.client, ctx.state.place));
    return page<OnboardingData>({ state, values: firstValues(state), errors: NO_ERRORS, result: null, answer: null });
  },

  /** For whoever has no script: the same steps, and the request after them. */
  async POST(ctx) {
    const { client, place } = ctx.state;
    const form = await readForm(ctx.req);
    if (form.get("step") === "request") {
      const result = parseSetupResult(form.get("result"));
      if (result === null) throw new HttpError(400, "This form is not one of ours.");
      const { config: { gatewayUrl }, fetch, clock } = ctx.state.dependencies;
      const { secret: apiKey, model } = result;
      const answer = await sendExampleRequest({ apiKey, model }, { gatewayUrl, fetch, clock, signal: ctx.req.signal });
      const state = stateOf(await readSetupState(client, place));
      return page<OnboardingData>({ state, values: firstValues(state), errors: NO_ERRORS, result, answer });
    }
    const values = readSetupForm(form);
    const attempt = await attemptSetup(client, values, place);
    // A key that was given is not sent back: it is pasted again.
    const shown = { ...values, apiKey: "" };
    if (attempt.kind === "failed") {
      const state = attempt.state ?? stateOf(await readSetupState(client, place));
      return page<OnboardingData>({ state, values: shown, errors: attempt.errors, result: null, answer: null }, {
        status: 422,
      });
    }
    const state = stateOf(await readSetupState(client, place));
    return page<OnboardingData>({ state, values: shown, errors: NO_ERRORS, result: attempt.result, answer: null });
  },
});

export default define.page<typeof handlers>(({ data, state: { dependencies } }) => {
  const { tenant, project, hasRecords } = data.state;
  return (
    <div class="mx-auto w-full max-w-2xl">
      <PageHeader
        title="First steps"
        intro="From nothing to a request whose record you see arrive: one form, a minute."
      />
      {hasRecords && tenant && project && data.result === null && (
        <div class="mb-5">
          <Notice tone="success">
            <span class="flex flex-wrap items-center justify-between gap-2">
              Requests are coming in for {project.name} already: nothing here needs to be done.
              <Button href={`${projectPath(tenant, project)}/logs`} size="small">Open the logs</Button>
            </span>
          </Notice>
        </div>
      )}
      {tenant?.role === "VIEWER"
        ? (
          <Notice tone="info">
            Your role in {tenant.name} is to look. Ask an owner or an admin for an API key, or for another role.
          </Notice>
        )
        : <FirstSteps {...data} presets={PRESETS} gatewayUrl={dependencies.config.publicGatewayUrl} />}
    </div>
  );
});

function stateOf(outcome: Awaited<ReturnType<typeof readSetupState>>): SetupState {
  if (outcome.kind === "state") return outcome.state;
  throw new HttpError(outcome.reason === "unavailable" ? 503 : 500, outcome.message, { cause: outcome });
}
