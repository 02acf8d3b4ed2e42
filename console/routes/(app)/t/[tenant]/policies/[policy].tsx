import { HttpError, page } from "fresh";
import { PageHeader } from "../../../../../components/PageHeader.tsx";
import { type FormErrors, NO_ERRORS } from "../../../../../forms/form_errors.ts";
import { httpErrorOf } from "../../../../../http/http_error_of.ts";
import { readForm } from "../../../../../http/read_form.ts";
import { shownName } from "../../../../../lists/shown_name.ts";
import type { PolicyChoices } from "../../../../../policies/PolicyForm.tsx";
import { PolicyStanding } from "../../../../../policies/PolicyStanding.tsx";
import { NEW_POLICY, type PolicyValues, policyValues } from "../../../../../policies/policy_values.ts";
import {
  type PolicyDetail,
  type PolicyVerdicts,
  readPolicy,
  readPolicyChoices,
  readPolicyVerdicts,
} from "../../../../../policies/read_policy.ts";
import { savePolicy } from "../../../../../policies/save_policy.ts";
import { NEW_OBJECT, objectIdOf } from "../../../../../session/object_path.ts";
import { sectionPath } from "../../../../../session/places.ts";
import { mayManage } from "../../../../../session/roles.ts";
import { define, type State } from "../../../../../state.ts";
import EditPolicy from "./(_islands)/EditPolicy.tsx";

interface PolicyData {
  /** Null for a new one. */
  detail: PolicyDetail | null;
  choices: PolicyChoices;
  verdicts: PolicyVerdicts | null;
  values: PolicyValues;
  errors: FormErrors;
  endUser: string;
}

export const handlers = define.handlers({
  async GET(ctx) {
    const data = await dataOf(ctx.state, ctx.params["policy"]!, ctx.url);
    ctx.state.detail = data.detail === null ? "New policy" : shownName(data.detail.policy);
    return page<PolicyData>({
      ...data,
      values: data.detail === null ? NEW_POLICY : policyValues(data.detail.policy),
      errors: NO_ERRORS,
    });
  },

  /** What the form posts where there is no script. */
  async POST(ctx) {
    const { client, tenant, place } = ctx.state;
    const form = await readForm(ctx.req);
    const param = ctx.params["policy"]!;
    const edited = param === NEW_OBJECT ? null : { id: objectIdOf(param), version: Number(form.get("version")) || 0 };
    const outcome = await savePolicy(client, { tenantId: tenant.id, edited }, form);
    if (outcome.kind === "saved") return ctx.redirect(sectionPath("policies", place!)!, 303);
    const data = await dataOf(ctx.state, param, ctx.url);
    ctx.state.detail = data.detail === null ? "New policy" : shownName(data.detail.policy);
    return page<PolicyData>({ ...data, values: outcome.values, errors: outcome.errors }, { status: 422 });
  },
});

export default define.page<typeof handlers>(({ data, state }) => {
  const { detail, choices, verdicts, endUser } = data;
  const path = sectionPath("policies", state.place!)!;
  return (
    <>
      <PageHeader
        title={detail === null ? "New policy" : shownName(detail.policy)}
        intro="A part of the draft: gateways keep to it from the next publish."
      />
      <div class={detail === null ? "" : "grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]"}>
        <EditPolicy
          tenantId={state.tenant.id}
          path={path}
          edited={detail && { id: detail.policy.id, version: detail.policy.version }}
          values={data.values}
          errors={data.errors}
          choices={choices}
          canWrite={mayManage(state.tenant.role) && (detail === null || detail.policy.archivedAt === null)}
        />
        {detail !== null && <PolicyStanding detail={detail} endUser={endUser} verdicts={verdicts} />}
      </div>
    </>
  );
});

async function dataOf({ client, tenant, dependencies }: State, param: string, { searchParams }: URL) {
  const endUser = (searchParams.get("user") ?? "").trim();
  if (param === NEW_OBJECT) {
    const choices = await readPolicyChoices(client, tenant.slug);
    if (choices.kind === "failed") throw httpErrorOf(choices);
    return { detail: null, choices: choices.choices, verdicts: null, endUser };
  }
  const id = objectIdOf(param);
  const [read, choices, verdicts] = await Promise.all([
    readPolicy(client, { tenantId: tenant.id, id, endUser: endUser || null }),
    readPolicyChoices(client, tenant.slug),
    readPolicyVerdicts(client, { tenantId: tenant.id, policyId: id, nowMs: dependencies.clock.now() }),
  ]);
  if (read.kind === "failed") throw read.reason === "validation" ? new HttpError(404) : httpErrorOf(read);
  if (choices.kind === "failed") throw httpErrorOf(choices);
  if (read.detail === null) throw new HttpError(404);
  return { detail: read.detail, choices: choices.choices, verdicts, endUser };
}
