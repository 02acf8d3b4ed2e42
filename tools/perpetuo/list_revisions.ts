import { printable } from "./print_changes.ts";
import type { Invocation } from "./run_command.ts";
import type { ExitCode } from "./terminal.ts";

interface ListedRevision {
  number: number;
  hash: string;
  message: string | null;
  publishedAt: string;
  publishedBy: { email: string } | null;
  publishedByServiceAccount: { name: string } | null;
}

/** Lists what was published, the newest first. */
export async function listRevisions({ line, terminal, api, tenantId }: Invocation): Promise<ExitCode> {
  const { node } = await api.query<{ node: { revisions: { edges: { node: ListedRevision }[] } } }>(
    `query ($id: ID!, $first: Int!) { node(id: $id) { ... on Tenant {
      revisions(first: $first) { edges { node {
        number hash message publishedAt publishedBy { email } publishedByServiceAccount { name }
      } } }
    } } }`,
    { id: tenantId, first: line.first },
  );
  const revisions = node.revisions.edges.map((edge) => edge.node);
  if (line.json) {
    terminal.print(JSON.stringify({ revisions }, null, 2));
    return 0;
  }
  for (const { number, hash, publishedAt, publishedBy, publishedByServiceAccount, message } of revisions) {
    const who = publishedBy?.email ?? publishedByServiceAccount?.name ?? "–";
    const columns = [
      String(number).padStart(5),
      hash.slice(0, 8),
      publishedAt,
      who,
      message ?? "",
    ];
    terminal.print(printable(columns.join("  ")).trimEnd());
  }
  return 0;
}
