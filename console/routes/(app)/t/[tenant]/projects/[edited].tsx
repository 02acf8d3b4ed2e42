import { HttpError, page } from "fresh";
import { PageHeader } from "../../../../../components/PageHeader.tsx";
import { type FormErrors, NO_ERRORS } from "../../../../../forms/form_errors.ts";
import { httpErrorOf } from "../../../../../http/http_error_of.ts";
import { readForm } from "../../../../../http/read_form.ts";
import { shownName } from "../../../../../lists/shown_name.ts";
import { type Project, type ProjectValues, projectValues } from "../../../../../projects/project_values.ts";
import { readProject } from "../../../../../projects/read_projects.ts";
import { saveProject } from "../../../../../projects/save_project.ts";
import { objectIdOf } from "../../../../../session/object_path.ts";
import { sectionPath } from "../../../../../session/places.ts";
import { mayManage, mayPublish } from "../../../../../session/roles.ts";
import { define, type State } from "../../../../../state.ts";
import EditProject from "./(_islands)/EditProject.tsx";

interface ProjectData {
  project: Project;
  values: ProjectValues;
  errors: FormErrors;
}

export const handlers = define.handlers({
  async GET(ctx) {
    const project = await projectOf(ctx.state, ctx.params["edited"]!);
    ctx.state.detail = shownName(project);
    return page<ProjectData>({ project, values: projectValues(project), errors: NO_ERRORS });
  },

  /** What the form posts where there is no script. */
  async POST(ctx) {
    const form = await readForm(ctx.req);
    const project = await projectOf(ctx.state, ctx.params["edited"]!);
    ctx.state.detail = shownName(project);
    const seen = { ...project, version: Number(form.get("version")) || 0 };
    const outcome = await saveProject(ctx.state.client, seen, form);
    if (outcome.kind === "saved") return ctx.redirect(sectionPath("projects", ctx.state.place!)!, 303);
    return page<ProjectData>({ project, values: outcome.values, errors: outcome.errors }, { status: 422 });
  },
});

export default define.page<typeof handlers>(({ data, state }) => (
  <>
    <PageHeader title={shownName(data.project)} intro="A part of the draft: gateways know it from the next publish." />
    <EditProject
      {...data}
      path={sectionPath("projects", state.place!)!}
      canWrite={mayPublish(state.tenant.role) && data.project.archivedAt === null}
      canCapture={mayManage(state.tenant.role)}
    />
  </>
));

async function projectOf({ client, tenant }: State, param: string): Promise<Project> {
  const read = await readProject(client, { tenantId: tenant.id, id: objectIdOf(param) });
  if (read.kind === "failed") throw read.reason === "validation" ? new HttpError(404) : httpErrorOf(read);
  if (read.project === null) throw new HttpError(404);
  return read.project;
}
