import { projectPath, sectionEntry, sectionOf, sectionPath, tenantPath } from "../session/places.ts";
import type { Place } from "../session/viewer.ts";

export interface Crumb {
  title: string;
  /** Null for where the reader is. */
  href: string | null;
}

/**
 * The way from the tenant down to a page of the shell; empty for pages that belong to none. `detail` is the name of the one
 * thing that the page is about, where it is below a section's own page.
 */
export function breadcrumbs(pathname: string, place: Place | null, detail: string | null): readonly Crumb[] {
  const section = sectionOf(pathname);
  if (section === null || place === null) return [];
  const { tenant, project } = place;
  const { title, of } = sectionEntry(section);
  const isBelowProject = /^\/t\/[^/]+\/p\//.test(pathname);
  return [
    { title: tenant.name, href: tenantPath(tenant) },
    ...(isBelowProject && project !== null ? [{ title: project.name, href: projectPath(tenant, project) }] : []),
    { title, href: detail === null || (isBelowProject && of === "tenant") ? null : sectionPath(section, place) },
    ...(detail === null ? [] : [{ title: detail, href: null }]),
  ];
}
