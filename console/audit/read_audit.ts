import type { Client } from "@urql/core";
import { auditQuery } from "../graphql/documents/audit.ts";
import type { ResultOf } from "../graphql/graphql.ts";
import { type QueryOutcome, queryOutcome } from "../graphql/outcome.ts";
import { type Rows, rowsOf } from "../lists/rows.ts";
import { type AuditFilter, auditInput } from "./audit_filter.ts";

export type AuditRow = ResultOf<typeof auditQuery>["auditEvents"]["edges"][number]["node"];

export async function readAudit(
  client: Client,
  tenant: { id: string; timeZone: string },
  { filter, after }: { filter: AuditFilter; after: string | null },
): Promise<QueryOutcome<Rows<AuditRow>>> {
  const variables = { tenantId: tenant.id, filter: auditInput(filter, tenant.timeZone), after };
  const outcome = queryOutcome(await client.query(auditQuery, variables).toPromise());
  return outcome.kind === "failed" ? outcome : { kind: "data", data: rowsOf(outcome.data.auditEvents) };
}
