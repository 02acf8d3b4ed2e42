import { HttpError, page } from "fresh";
import { isConfirmed } from "../../../../../components/ConfirmByName.tsx";
import { Notice } from "../../../../../components/Notice.tsx";
import { PageHeader } from "../../../../../components/PageHeader.tsx";
import { type FormErrors, sentence } from "../../../../../forms/form_errors.ts";
import { httpErrorOf } from "../../../../../http/http_error_of.ts";
import { readForm } from "../../../../../http/read_form.ts";
import type { Rows } from "../../../../../lists/rows.ts";
import type { Project } from "../../../../../projects/project_values.ts";
import { readProjects } from "../../../../../projects/read_projects.ts";
import { createProject, moveProject } from "../../../../../projects/save_project.ts";
import { publish, type PublishingState } from "../../../../../publishing/publishing_state.ts";
import { sectionPath, tenantPath } from "../../../../../session/places.ts";
import { mayManage, mayPublish } from "../../../../../session/roles.ts";
import { define, type State } from "../../../../../state.ts";
import Projects from "./(_islands)/Projects.tsx";

interface ProjectsData {
  list: Rows<Project>;
  publishing: PublishingState;
  includeArchived: boolean;
  posted: { name: string; errors: FormErrors } | null;
  /** Why what a form asked for was not done. */
  problem: string | null;
}

export const handlers = define.handlers({
  async GET(ctx) {
    return page<ProjectsData>({ ...await pageOf(ctx.state, ctx.url), posted: null, problem: null });
  },

  /** What the page's forms post where there is no script. */
  async POST(ctx) {
    const refusal = await change(ctx.state, await readForm(ctx.req));
    if (refusal === null) return ctx.redirect(sectionPath("projects", ctx.state.place!)!, 303);
    return page<ProjectsData>({ ...await pageOf(ctx.state, ctx.url), ...refusal }, { status: 422 });
  },
});

export default define.page<typeof handlers>(({ data: { problem, ...data }, state }) => (
  <>
    <PageHeader
      title="Projects"
      intro="Each has routes, API keys and records of its own. They are part of the draft until it is published."
    />
    {problem && (
      <div class="mb-4">
        <Notice tone="error">{problem}</Notice>
      </div>
    )}
    <Projects
      {...data}
      slug={state.tenant.slug}
      tenantId={state.tenant.id}
      path={sectionPath("projects", state.place!)!}
      tenantPath={tenantPath(state.tenant)}
      canWrite={mayPublish(state.tenant.role)}
      canArchive={mayManage(state.tenant.role)}
    />
  </>
));

type Refusal = Pick<ProjectsData, "posted" | "problem">;

async function pageOf({ client, tenant }: State, { searchParams }: URL) {
  const includeArchived = searchParams.has("archived");
  const request = { slug: tenant.slug, after: searchParams.get("after"), includeArchived };
  const outcome = await readProjects(client, request);
  if (outcome.kind === "failed") throw httpErrorOf(outcome);
  return { list: outcome.list, publishing: outcome.publishing, includeArchived };
}

/** Null when it is done, else why not. */
async function change({ client, tenant }: State, form: URLSearchParams): Promise<Refusal | null> {
  const moved = { id: form.get("id") ?? "", version: Number(form.get("version")) || 0 };
  const refuse = (problem: string): Refusal => ({ posted: null, problem: sentence(problem) });
  switch (form.get("action")) {
    case "create": {
      const outcome = await createProject(client, tenant.id, form);
      if (outcome.kind === "saved") return null;
      return { posted: { name: outcome.values.name, errors: outcome.errors }, problem: null };
    }
    case "archive": {
      if (!isConfirmed(form.get("confirmation"), form.get("name") ?? "")) {
        return refuse("What you typed is not the project's name: it is not archived.");
      }
      const outcome = await moveProject(client, "archive", moved);
      return outcome.kind === "saved" ? null : refuse(outcome.message);
    }
    case "restore": {
      const outcome = await moveProject(client, "restore", moved);
      return outcome.kind === "saved" ? null : refuse(outcome.message);
    }
    case "publish": {
      const outcome = await publish(client, tenant.id, Number(form.get("baseRevision")) || 0);
      return outcome.kind === "published" ? null : refuse(outcome.message);
    }
  }
  throw new HttpError(400, "This form is not one of ours.");
}
