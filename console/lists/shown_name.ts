/** The name that something archived had: what it keeps has a mark behind it, since another one may have the name. */
export function shownName({ name, archivedAt }: { name: string; archivedAt: string | null }): string {
  return archivedAt === null ? name : name.replace(/~[^~]*$/, "");
}
