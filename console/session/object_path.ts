import { projectParam } from "./places.ts";

/** Where the page of one object is below its section's. */
export function objectPath(section: string, id: string): string {
  return `${section}/${projectParam(id)}`;
}

/** The global id that a part of an address stands for. */
export function objectIdOf(param: string): string {
  const base64 = param.replaceAll("-", "+").replaceAll("_", "/");
  return base64.padEnd(Math.ceil(base64.length / 4) * 4, "=");
}

/** In an address in place of an id: what is still to be made. */
export const NEW_OBJECT = "new";
