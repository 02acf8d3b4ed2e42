import type { BreakdownBy } from "./dashboard_view.ts";

/** What things are called whose groups are ids. */
export interface GroupNames {
  keys: Readonly<Record<string, string>>;
  projects: Readonly<Record<string, string>>;
}

/** What a group of usage is called. */
export function groupName(by: BreakdownBy, group: string | null, names: GroupNames): string {
  if (group === null) return "All else";
  if (by === "key") return names.keys[group] ?? (group === "" ? "no key" : "a key not listed");
  if (by === "project") return names.projects[group] ?? "a project not listed";
  return group === "" ? NONE[by] : group;
}

const NONE: Readonly<Record<Exclude<BreakdownBy, "key" | "project">, string>> = {
  model: "no model",
  provider: "no provider",
  route: "no route",
  outcome: "no outcome",
  error: "no error",
  user: "no end user",
  tag: "without this tag",
};
