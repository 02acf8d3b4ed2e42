import { objectPath } from "../session/object_path.ts";
import { projectParam } from "../session/places.ts";
import type { Change, Subject } from "./change.ts";

/** Where a tenant's projects and routes are, by name. */
export interface ObjectPlaces {
  /** `/t/<slug>` */
  tenantPath: string;
  projects: readonly { id: string; name: string }[];
}

/** The page of what changed; null where it has none any more. */
export function subjectHref({ type, id, project }: Subject, { tenantPath, projects }: ObjectPlaces): string | null {
  switch (type) {
    case "POLICY":
      return id === null ? `${tenantPath}/policies` : objectPath(`${tenantPath}/policies`, id);
    case "PRICE":
      return id === null ? `${tenantPath}/prices` : objectPath(`${tenantPath}/prices`, id);
    case "PROVIDER":
      return `${tenantPath}/providers`;
    case "TENANT":
      return `${tenantPath}/settings`;
    case "PROJECT":
      return id === null ? null : objectPath(`${tenantPath}/projects`, id);
    case "ROUTE": {
      const owner = projects.find(({ name }) => name === project);
      if (owner === undefined || id === null) return null;
      return objectPath(`${tenantPath}/p/${projectParam(owner.id)}/routes`, id);
    }
  }
}

export interface Issue {
  path: readonly string[];
  message: string;
}

/** A route with where it is. */
export interface RoutePlace {
  id: string;
  name: string;
  projectId: string;
}

/** The page on which an issue can be mended: of what it names, else of what has its kind. */
export function issueHref(
  { path, message }: Issue,
  { tenantPath, projects, routes, changes }: ObjectPlaces & {
    routes: readonly RoutePlace[];
    changes: readonly Change[];
  },
): string {
  const [section = "", name] = path;
  if (section === "routes") {
    const named = routes.filter((route) => route.name === name);
    // Of routes with one name in several projects, the one whose project the sentence names.
    const inNamedProject = named.find(({ projectId }) => message.includes(`'${projectNameOf(projects, projectId)}'`));
    const route = inNamedProject ?? named[0];
    if (route !== undefined) return objectPath(`${tenantPath}/p/${projectParam(route.projectId)}/routes`, route.id);
  }
  const changed = changes.find(({ subject }) => subject.name === name && SECTIONS[subject.type] === section);
  const href = changed === undefined ? null : subjectHref(changed.subject, { tenantPath, projects });
  return href ?? `${tenantPath}/${PAGES[section] ?? "projects"}`;
}

const SECTIONS: Partial<Record<Subject["type"], string>> = {
  POLICY: "policies",
  PRICE: "priceOverrides",
  PROVIDER: "providers",
  PROJECT: "projects",
};

const PAGES: Readonly<Record<string, string>> = {
  policies: "policies",
  priceOverrides: "prices",
  providers: "providers",
  projects: "projects",
};

function projectNameOf(projects: ObjectPlaces["projects"], id: string): string | undefined {
  return projects.find((project) => project.id === id)?.name;
}
