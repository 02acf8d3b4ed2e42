import type { changeFragment } from "../graphql/documents/publishing.ts";
import type { ResultOf } from "../graphql/graphql.ts";

/** What lies between two configurations, in one place of one object. */
export type Change = ResultOf<typeof changeFragment>;
export type Subject = Change["subject"];

/** All that changed of one object. */
export interface ChangedObject {
  subject: Subject;
  changes: readonly Change[];
}

/** Changes by the object that they are about, in the order that they come in. */
export function groupChanges(changes: readonly Change[]): ChangedObject[] {
  const groups = new Map<string, { subject: Subject; changes: Change[] }>();
  for (const change of changes) {
    const { type, id, name, project } = change.subject;
    const key = JSON.stringify([type, id ?? name, id === null ? project : null]);
    const group = groups.get(key) ?? { subject: change.subject, changes: [] };
    group.changes.push(change);
    groups.set(key, group);
  }
  return [...groups.values()];
}

export const SUBJECT_TITLES: Readonly<Record<Subject["type"], string>> = {
  POLICY: "Policy",
  PRICE: "Price",
  PROJECT: "Project",
  PROVIDER: "Provider",
  ROUTE: "Route",
  TENANT: "Team",
};

/** A value for one line, or null where it takes several. */
export function valueInLine(value: unknown): string | null {
  if (value === null || value === undefined) return "nothing";
  if (typeof value === "object") return null;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > LINE_MAX || text.includes("\n") ? null : text;
}

/** A value as people read JSON. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

const LINE_MAX = 60;
