import type { Place, Project, Tenant } from "./viewer.ts";

/** What a project's address ends in, one for each page of the shell. */
export type Section = "logs" | "routes" | "keys" | "providers";

export const SECTIONS: readonly { section: Section; title: string; of: "tenant" | "project" }[] = [
  { section: "logs", title: "Logs", of: "project" },
  { section: "routes", title: "Routes", of: "project" },
  { section: "keys", title: "API keys", of: "project" },
  { section: "providers", title: "Providers", of: "tenant" },
];

/** `/t/<slug>` */
export function tenantPath(tenant: Pick<Tenant, "slug">): string {
  return `/t/${encodeURIComponent(tenant.slug)}`;
}

/** `/t/<slug>/p/<project>`. The project stands there by its id, so that a bookmark outlives a new name. */
export function projectPath(tenant: Pick<Tenant, "slug">, project: Pick<Project, "id">): string {
  return `${tenantPath(tenant)}/p/${projectParam(project.id)}`;
}

/** Where a page of the shell is for a place; null where that needs a project and there is none. */
export function sectionPath(section: Section, { tenant, project }: Place): string | null {
  const { of } = SECTIONS.find((candidate) => candidate.section === section)!;
  if (of === "tenant") return `${tenantPath(tenant)}/${section}`;
  return project === null ? null : `${projectPath(tenant, project)}/${section}`;
}

/** Which page of the shell an address is, whatever follows it. */
export function sectionOf(pathname: string): Section | null {
  const name = /^\/t\/[^/]+(?:\/p\/[^/]+)?\/([^/]+)/.exec(pathname)?.[1];
  return SECTIONS.find(({ section }) => section === name)?.section ?? null;
}

/** A global id as it stands in addresses: base64 without the characters that mean something there. */
export function projectParam(id: string): string {
  return id.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
