/**
 * The name that an archived object keeps: its own and the end of its id, so that the name is free for another one.
 * The `~` is not allowed in the names of living objects that requests can address.
 */
export function archivedName(name: string, id: string): string {
  return `${name}~${id.slice(-8)}`;
}
