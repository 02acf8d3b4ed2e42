import { HttpError, page } from "fresh";
import { isConfirmed } from "../../../../../components/ConfirmByName.tsx";
import { Notice } from "../../../../../components/Notice.tsx";
import { PageHeader } from "../../../../../components/PageHeader.tsx";
import { sentence } from "../../../../../forms/form_errors.ts";
import { httpErrorOf } from "../../../../../http/http_error_of.ts";
import { readForm } from "../../../../../http/read_form.ts";
import type { Rows } from "../../../../../lists/rows.ts";
import { type PolicyRow, readPolicies } from "../../../../../policies/read_policies.ts";
import { movePolicy } from "../../../../../policies/save_policy.ts";
import { publish, type PublishingState } from "../../../../../publishing/publishing_state.ts";
import { sectionPath } from "../../../../../session/places.ts";
import { mayManage, mayPublish } from "../../../../../session/roles.ts";
import { define, type State } from "../../../../../state.ts";
import Policies from "./(_islands)/Policies.tsx";

interface PoliciesData {
  list: Rows<PolicyRow>;
  publishing: PublishingState;
  includeArchived: boolean;
  /** Why what a form asked for was not done. */
  problem: string | null;
}

export const handlers = define.handlers({
  async GET(ctx) {
    return page<PoliciesData>({ ...await pageOf(ctx.state, ctx.url), problem: null });
  },

  /** What the page's forms post where there is no script. */
  async POST(ctx) {
    const problem = await change(ctx.state, await readForm(ctx.req));
    if (problem === null) return ctx.redirect(sectionPath("policies", ctx.state.place!)!, 303);
    return page<PoliciesData>({ ...await pageOf(ctx.state, ctx.url), problem: sentence(problem) }, { status: 422 });
  },
});

export default define.page<typeof handlers>(({ data: { problem, ...data }, state }) => (
  <>
    <PageHeader
      title="Policies"
      intro="Limits on requests, tokens and money. All that match a request apply, and the tightest wins."
    />
    {problem && (
      <div class="mb-4">
        <Notice tone="error">{problem}</Notice>
      </div>
    )}
    <Policies
      {...data}
      slug={state.tenant.slug}
      path={sectionPath("policies", state.place!)!}
      canWrite={mayManage(state.tenant.role)}
      canPublish={mayPublish(state.tenant.role)}
    />
  </>
));

async function pageOf({ client, tenant }: State, { searchParams }: URL) {
  const includeArchived = searchParams.has("archived");
  const request = { slug: tenant.slug, after: searchParams.get("after"), includeArchived };
  const outcome = await readPolicies(client, request);
  if (outcome.kind === "failed") throw httpErrorOf(outcome);
  return { list: outcome.list, publishing: outcome.publishing, includeArchived };
}

/** Null when it is done, else why not. */
async function change({ client, tenant }: State, form: URLSearchParams): Promise<string | null> {
  const moved = { id: form.get("id") ?? "", version: Number(form.get("version")) || 0 };
  switch (form.get("action")) {
    case "archive": {
      if (!isConfirmed(form.get("confirmation"), form.get("name") ?? "")) {
        return "What you typed is not the policy's name: it is not archived.";
      }
      const outcome = await movePolicy(client, "archive", moved);
      return outcome.kind === "saved" ? null : outcome.message;
    }
    case "restore": {
      const outcome = await movePolicy(client, "restore", moved);
      return outcome.kind === "saved" ? null : outcome.message;
    }
    case "publish": {
      const outcome = await publish(client, tenant.id, Number(form.get("baseRevision")) || 0);
      return outcome.kind === "published" ? null : outcome.message;
    }
  }
  throw new HttpError(400, "This form is not one of ours.");
}
