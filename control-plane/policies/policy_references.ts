import type { Limit, PolicyScope } from "../../shared/contracts/policy.ts";
import type { ValidationIssue } from "../api_error.ts";
import type { Transaction } from "../database.ts";

/** Whatever a scope names that the tenant does not have, or has taken out of use, as issues below `scope`. */
export async function unusableScope(
  tx: Pick<Transaction, "project" | "apiKey">,
  { tenantId, scope }: { tenantId: string; scope: PolicyScope },
): Promise<ValidationIssue[]> {
  const problems: [string, string | null][] = [];
  if ("projectId" in scope && scope.projectId !== undefined) {
    const project = await tx.project.findUnique({ where: { id: scope.projectId, tenantId } });
    problems.push(["projectId", problemOf("project", project && { gone: project.archivedAt !== null })]);
  }
  if ("apiKeyId" in scope && scope.apiKeyId !== undefined) {
    const apiKey = await tx.apiKey.findUnique({ where: { id: scope.apiKeyId, tenantId } });
    problems.push(["apiKeyId", problemOf("API key", apiKey && { gone: apiKey.revokedAt !== null })]);
  }
  return problems.flatMap(([field, message]) => message === null ? [] : [{ path: ["scope", field], message }]);
}

/** Every provider that a list of limits allows and the tenant does not have, as issues below `limits`. */
export async function unknownAllowedProviders(
  tx: Pick<Transaction, "provider">,
  { tenantId, limits }: { tenantId: string; limits: readonly Limit[] },
): Promise<ValidationIssue[]> {
  const named = limits.flatMap((limit, index) =>
    limit.type !== "allowed_providers" ? [] : limit.providers.map((name, position) => ({
      name,
      path: ["limits", String(index), "providers", String(position)],
    }))
  );
  if (named.length === 0) return [];
  const present = await tx.provider.findMany({
    where: { tenantId, archivedAt: null, name: { in: named.map(({ name }) => name) } },
    select: { name: true },
  });
  const names = new Set(present.map(({ name }) => name));
  return named
    .filter(({ name }) => !names.has(name))
    .map(({ name, path }) => ({ path, message: `there is no provider named '${name}'` }));
}

/** Another tenant's is told from none as little as anywhere. */
function problemOf(what: string, found: { gone: boolean } | null): string | null {
  if (found === null) return `there is no such ${what}`;
  return found.gone ? `the ${what} is out of use` : null;
}
