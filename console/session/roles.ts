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
  return mayManage(role);
}

/** What owners and administrators do: members, webhooks, settings, and reading the audit trail. */
export function mayManage(role: string): boolean {
  return role === "OWNER" || role === "ADMIN";
}

/** Every role, the one that may most first. */
export const ROLES = ["OWNER", "ADMIN", "DEVELOPER", "VIEWER"] as const;
export type Role = (typeof ROLES)[number];

export const ROLE_TITLES: Readonly<Record<Role, string>> = {
  OWNER: "Owner",
  ADMIN: "Administrator",
  DEVELOPER: "Developer",
  VIEWER: "Viewer",
};

/** The roles that somebody may give and take: nobody manages those above their own. */
export function managedRoles(role: string): readonly Role[] {
  return role === "OWNER" ? ROLES : role === "ADMIN" ? ROLES.slice(1) : [];
}
