import { getCookies, setCookie } from "./cookies.ts";
import { projectParam } from "./places.ts";
import type { Place, Viewer } from "./viewer.ts";

/** The project that the reader used last, wherever it still is; null where none is kept. */
export function lastProject(headers: Headers, viewer: Viewer): Place | null {
  const kept = getCookies(headers)[COOKIE];
  for (const tenant of viewer.tenants) {
    const project = tenant.projects.find(({ id }) => projectParam(id) === kept);
    if (project !== undefined) return { tenant, project };
  }
  return null;
}

/** Keeps the project for ninety days. */
export function keepLastProject(headers: Headers, projectId: string, secure: boolean): void {
  setCookie(headers, COOKIE, projectParam(projectId), { maxAgeSeconds: 7_776_000, secure });
}

const COOKIE = "perpetuo_project";
