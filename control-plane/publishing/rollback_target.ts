import type { ConfigContent, RevisionProvider } from "../../shared/contracts/config_revision.ts";
import type { ValidationIssue } from "../api_error.ts";
import type { DraftRow, DraftRows } from "./draft_rows.ts";

/**
 * What a revision said, as far as it can be said again: revoked keys are left out, and keys that came since stay with the
 * weights that they have.
 */
export function rollbackTarget(content: ConfigContent, rows: DraftRows): ConfigContent {
  const present = new Map(rows.providers.map(({ id, keys }) => [id, keys]));
  return {
    ...content,
    providers: content.providers.map((provider) => ({ ...provider, credentials: keysOf(provider, present) })),
  };
}

function keysOf(
  { id, credentials }: RevisionProvider,
  present: ReadonlyMap<string, DraftRows["providers"][number]["keys"]>,
) {
  const said = new Map(credentials.map(({ credentialId, weight }) => [credentialId, weight]));
  return (present.get(id) ?? []).map((key) => ({ credentialId: key.id, weight: said.get(key.id) ?? key.weight }));
}

/** Whatever a revision names that is not only out of use but erased: it cannot come back. */
export function erasedObjects(content: ConfigContent, rows: DraftRows): ValidationIssue[] {
  const missing = (kind: "projects" | "providers" | "routes" | "policies", existing: readonly DraftRow[]) => {
    const ids = new Set(existing.map(({ id }) => id));
    const named: readonly { id: string; name: string }[] = content[kind];
    return named.filter(({ id }) => !ids.has(id)).map(({ name }) => ({
      path: [kind, name],
      message: "was erased, and cannot be brought back",
    }));
  };
  return [
    ...missing("projects", rows.projects),
    ...missing("providers", rows.providers),
    ...missing("routes", rows.routes),
    ...missing("policies", rows.policies),
  ];
}
