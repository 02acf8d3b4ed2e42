/** What a role may do, so that pages offer nothing that the API would refuse; the API decides. */
export function mayWriteKeys(role: string): boolean {
  return role !== "VIEWER";
}

/** Routes, projects, and publishing. */
export function mayPublish(role: string): boolean {
  return role !== "VIEWER";
}

/** Developers use providers, and do not hold their keys. */
export function mayWriteProviders(role: string): boolean {
  return role === "OWNER" || role === "ADMIN";
}
