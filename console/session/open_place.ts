import { HttpError } from "fresh";
import { isSecure } from "../http/security_headers.ts";
import { define } from "../state.ts";
import { keepLastProject, lastProject } from "./last_project.ts";
import { projectParam } from "./places.ts";
import type { Place, Viewer } from "./viewer.ts";

/**
 * Finds the tenant and the project of the address among the viewer's, else where the reader was last, so that the shell
 * leads there. What is not theirs is 404, as what does not exist.
 */
export const openPlace = define.middleware(async (ctx) => {
  const { viewer } = ctx.state;
  const { tenant: slug, project: param } = ctx.params;
  const kept = lastProject(ctx.req.headers, viewer);
  if (slug === undefined) {
    ctx.state.place = kept ?? firstPlace(viewer);
    return await ctx.next();
  }
  const tenant = viewer.tenants.find((candidate) => candidate.slug === slug);
  if (tenant === undefined) throw new HttpError(404);
  ctx.state.tenant = tenant;
  if (param === undefined) {
    const project = kept?.tenant.id === tenant.id ? kept.project : tenant.projects[0] ?? null;
    ctx.state.place = { tenant, project };
    return await ctx.next();
  }
  const project = tenant.projects.find(({ id }) => projectParam(id) === param);
  if (project === undefined) throw new HttpError(404);
  ctx.state.project = project;
  ctx.state.place = { tenant, project };
  const response = await ctx.next();
  if (kept?.project?.id !== project.id) keepLastProject(response.headers, project.id, isSecure(ctx.state));
  return response;
});

function firstPlace({ tenants }: Viewer): Place | null {
  const tenant = tenants.find(({ projects }) => projects.length > 0) ?? tenants[0];
  return tenant === undefined ? null : { tenant, project: tenant.projects[0] ?? null };
}
