import { HttpError, page } from "fresh";
import { Card } from "../../../../../components/Card.tsx";
import { Notice } from "../../../../../components/Notice.tsx";
import { PageHeader } from "../../../../../components/PageHeader.tsx";
import { type FormErrors, NO_ERRORS } from "../../../../../forms/form_errors.ts";
import { httpErrorOf } from "../../../../../http/http_error_of.ts";
import { readForm } from "../../../../../http/read_form.ts";
import { ChangeGroups } from "../../../../../publishing/ChangeGroups.tsx";
import { readRevisions } from "../../../../../publishing/read_publish_page.ts";
import { type Rollback, rollBack, wantsForce } from "../../../../../publishing/roll_back.ts";
import { sectionPath, tenantPath } from "../../../../../session/places.ts";
import { define, type State } from "../../../../../state.ts";
import RollBack from "./(_islands)/RollBack.tsx";

interface RollbackData {
  toRevision: number;
  baseRevision: number;
  /** Null where it cannot be done. */
  preview: Rollback | null;
  /** Why it cannot be done. */
  problems: readonly string[];
  errors: FormErrors;
}

export const handlers = define.handlers({
  async GET(ctx) {
    ctx.state.detail = "Roll back";
    return page<RollbackData>({ ...await previewOf(ctx.state, ctx.url), errors: NO_ERRORS });
  },

  /** What the form posts where there is no script. */
  async POST(ctx) {
    const { client, tenant, place } = ctx.state;
    const form = await readForm(ctx.req);
    const outcome = await rollBack(client, {
      tenantId: tenant.id,
      toRevision: numberOf(ctx.url),
      baseRevision: Number(form.get("baseRevision")) || 0,
      message: (form.get("message") ?? "").trim() || null,
      force: form.has("force"),
    });
    if (outcome.kind === "rolled_back") {
      return ctx.redirect(`${sectionPath("publish", place!)}?watch=${outcome.rollback.revision?.number ?? 0}`, 303);
    }
    ctx.state.detail = "Roll back";
    const errors = {
      message: [outcome.message, ...outcome.issues.map((issue) => issue.message)].join(" "),
      fields: {},
    };
    return page<RollbackData>({ ...await previewOf(ctx.state, ctx.url), errors }, { status: 422 });
  },
});

export default define.page<typeof handlers>(({ data, state }) => {
  const { toRevision, baseRevision, preview, problems, errors } = data;
  const path = sectionPath("publish", state.place!)!;
  const places = { tenantPath: tenantPath(state.tenant), projects: state.tenant.projects };
  return (
    <>
      <PageHeader
        title={`Roll back to revision ${toRevision}`}
        intro={`What it said becomes revision ${baseRevision + 1}: the draft, and what gateways serve.`}
      />
      <div class="flex flex-col gap-4">
        {problems.length > 0 && (
          <Notice tone="error">
            <p class="font-medium">This cannot be rolled back to.</p>
            <ul>{problems.map((problem) => <li key={problem}>{problem}</li>)}</ul>
          </Notice>
        )}
        {preview !== null && (
          <>
            {preview.warnings.length > 0 && (
              <Notice tone="warning">
                <p class="font-medium">Look at this before:</p>
                <ul class="list-disc pl-5">
                  {preview.warnings.map(({ code, sentence }) => <li key={`${code} ${sentence}`}>{sentence}</li>)}
                </ul>
              </Notice>
            )}
            <Card title="What changes for gateways" flush>
              <ChangeGroups changes={preview.changes} places={places} none="Nothing: gateways serve this already." />
            </Card>
            {preview.discarded.length > 0 && (
              <Card title="Unpublished changes of the draft that are lost" flush>
                <ChangeGroups changes={preview.discarded} places={places} none="" />
              </Card>
            )}
            <Card title="Confirm">
              <RollBack
                tenantId={state.tenant.id}
                path={path}
                toRevision={toRevision}
                baseRevision={baseRevision}
                wantsForce={wantsForce(preview)}
                errors={errors}
              />
            </Card>
          </>
        )}
      </div>
    </>
  );
});

function numberOf({ searchParams }: URL): number {
  const number = Number(searchParams.get("to"));
  if (!Number.isInteger(number) || number < 1 || number > 2_147_483_647) throw new HttpError(404);
  return number;
}

/** Asks what it would do, which changes nothing. */
async function previewOf({ client, tenant }: State, url: URL): Promise<Omit<RollbackData, "errors">> {
  const toRevision = numberOf(url);
  const read = await readRevisions(client, tenant.slug);
  if (read.kind === "failed") throw httpErrorOf(read);
  const baseRevision = read.current;
  const outcome = await rollBack(client, { tenantId: tenant.id, toRevision, baseRevision, dryRun: true });
  if (outcome.kind === "rolled_back") {
    return { toRevision, baseRevision, preview: outcome.rollback, problems: [] };
  }
  if (outcome.reason !== "validation" && outcome.reason !== "forbidden") throw httpErrorOf(outcome);
  const problems = outcome.issues.map(({ message }) => message);
  return { toRevision, baseRevision, preview: null, problems: problems.length > 0 ? problems : [outcome.message] };
}
