/**
 * The name that an archived object keeps: its own and the end of its id, so that the name is free for another one.
 * The `~` is not allowed in the names of living objects that requests can address.
 */
export function archivedName(name: string, id: string): string {
  return `${name}${suffix(id)}`;
}

/** The name that an object had before it was archived. */
export function restoredName(name: string, id: string): string {
  return name.endsWith(suffix(id)) ? name.slice(0, -suffix(id).length) : name;
}

function suffix(id: string): string {
  return `~${id.slice(-8)}`;
}
