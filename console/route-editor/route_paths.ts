import { projectParam, sectionPath } from "../session/places.ts";
import type { Place } from "../session/viewer.ts";

/** Where a project's routes are; the place is one below a project. */
export function routesPath(place: Place): string {
  return sectionPath("routes", place)!;
}

export function routePath(routes: string, routeId: string): string {
  return `${routes}/${projectParam(routeId)}`;
}

/** The global id that a part of an address stands for. */
export function routeIdOf(param: string): string {
  const base64 = param.replaceAll("-", "+").replaceAll("_", "/");
  return base64.padEnd(Math.ceil(base64.length / 4) * 4, "=");
}

/** In an address in place of a route's id: one that is still to be made. */
export const NEW_PARAM = "new";
