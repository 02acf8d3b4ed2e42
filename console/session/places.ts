import { mayManage, mayPublish } from "./roles.ts";
import type { Place, Project, Tenant } from "./viewer.ts";

/** A page of the shell, as its address ends. */
export type Section =
  | "dashboard"
  | "logs"
  | "budgets"
  | "fleet"
  | "routes"
  | "playground"
  | "keys"
  | "publish"
  | "projects"
  | "providers"
  | "policies"
  | "prices"
  | "members"
  | "service-accounts"
  | "audit"
  | "webhooks"
  | "settings";

export type SectionGroup = "Observe" | "Build" | "Configure" | "Administer";

export interface SectionEntry {
  section: Section;
  title: string;
  group: SectionGroup;
  of: "tenant" | "project";
  /** Pressed after `g`, it leads there. */
  key: string;
  /** Whether a role gets to see anything there; default: every role does. The API decides. */
  may?: (role: string) => boolean;
}

/** In the order of the navigation. Each has a page below `t/[tenant]` or `t/[tenant]/p/[project]`. */
export const SECTIONS: readonly SectionEntry[] = [
  { section: "dashboard", title: "Dashboard", group: "Observe", of: "tenant", key: "d" },
  { section: "logs", title: "Logs", group: "Observe", of: "project", key: "l" },
  { section: "budgets", title: "Budgets", group: "Observe", of: "tenant", key: "b" },
  { section: "fleet", title: "Fleet", group: "Observe", of: "tenant", key: "f" },
  { section: "routes", title: "Routes", group: "Build", of: "project", key: "r" },
  { section: "playground", title: "Playground", group: "Build", of: "project", key: "y", may: mayPublish },
  { section: "keys", title: "API keys", group: "Build", of: "project", key: "k" },
  { section: "publish", title: "Publish", group: "Build", of: "tenant", key: "u" },
  { section: "projects", title: "Projects", group: "Configure", of: "tenant", key: "j" },
  { section: "providers", title: "Providers", group: "Configure", of: "tenant", key: "p" },
  { section: "policies", title: "Policies", group: "Configure", of: "tenant", key: "o" },
  { section: "prices", title: "Prices", group: "Configure", of: "tenant", key: "i" },
  { section: "members", title: "Members", group: "Administer", of: "tenant", key: "m" },
  { section: "service-accounts", title: "Service accounts", group: "Administer", of: "tenant", key: "v" },
  { section: "audit", title: "Audit", group: "Administer", of: "tenant", key: "a", may: mayManage },
  { section: "webhooks", title: "Webhooks", group: "Administer", of: "tenant", key: "w", may: mayManage },
  { section: "settings", title: "Settings", group: "Administer", of: "tenant", key: "s" },
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
  if (sectionEntry(section).of === "tenant") return `${tenantPath(tenant)}/${section}`;
  return project === null ? null : `${projectPath(tenant, project)}/${section}`;
}

/** Which page of the shell an address is, whatever follows it. */
export function sectionOf(pathname: string): Section | null {
  const name = /^\/t\/[^/]+(?:\/p\/[^/]+)?\/([^/]+)/.exec(pathname)?.[1];
  return SECTIONS.find(({ section }) => section === name)?.section ?? null;
}

export function sectionEntry(section: Section): SectionEntry {
  return SECTIONS.find((candidate) => candidate.section === section)!;
}

/** The pages that a place has for its reader, with where they are. */
export function sectionsFor(place: Place): readonly (SectionEntry & { href: string })[] {
  return SECTIONS.flatMap((entry) => {
    const href = entry.may?.(place.tenant.role) === false ? null : sectionPath(entry.section, place);
    return href === null ? [] : [{ ...entry, href }];
  });
}

/** A global id as it stands in addresses: base64 without the characters that mean something there. */
export function projectParam(id: string): string {
  return id.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
