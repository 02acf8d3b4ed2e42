import { page } from "fresh";
import { auditExportPath, type AuditFilter, auditQueryOf, readAuditFilter } from "../../../../../audit/audit_filter.ts";
import { AuditFilterForm } from "../../../../../audit/AuditFilterForm.tsx";
import { AuditList } from "../../../../../audit/AuditList.tsx";
import { type AuditRow, readAudit } from "../../../../../audit/read_audit.ts";
import { Button } from "../../../../../components/Button.tsx";
import { Card } from "../../../../../components/Card.tsx";
import { EmptyState } from "../../../../../components/EmptyState.tsx";
import { Notice } from "../../../../../components/Notice.tsx";
import { PageHeader } from "../../../../../components/PageHeader.tsx";
import { sentence } from "../../../../../forms/form_errors.ts";
import { httpErrorOf } from "../../../../../http/http_error_of.ts";
import type { Rows } from "../../../../../lists/rows.ts";
import { sectionPath } from "../../../../../session/places.ts";
import { define } from "../../../../../state.ts";

interface AuditData {
  filter: AuditFilter;
  list: Rows<AuditRow>;
  /** What is wrong with the filter. */
  problem: string | null;
}

export const handlers = define.handlers({
  async GET(ctx) {
    const { client, tenant } = ctx.state;
    const filter = readAuditFilter(ctx.url.searchParams);
    const outcome = await readAudit(client, tenant, { filter, after: ctx.url.searchParams.get("after") });
    if (outcome.kind === "data") return page<AuditData>({ filter, list: outcome.data, problem: null });
    if (outcome.reason !== "validation") throw httpErrorOf(outcome);
    const problem = outcome.issues.map(({ path, message }) => sentence(`${path.at(-1)}: ${message}`)).join(" ");
    return page<AuditData>({ filter, list: { rows: [], next: null }, problem: problem || sentence(outcome.message) });
  },
});

export default define.page<typeof handlers>(({ data: { filter, list, problem }, state: { tenant, place } }) => {
  const path = sectionPath("audit", place!)!;
  const query = auditQueryOf(filter);
  const file = (format: "csv" | "jsonl") => auditExportPath(format, tenant.id, { filter, timeZone: tenant.timeZone });
  return (
    <>
      <PageHeader
        title="Audit"
        intro={`Who did what, when and from where. Days are those of ${tenant.timeZone}.`}
        actions={
          <>
            <Button href={file("csv")} download>CSV</Button>
            <Button href={file("jsonl")} download>JSON lines</Button>
          </>
        }
      />
      <AuditFilterForm filter={filter} path={path} />
      {problem && (
        <div class="mb-4">
          <Notice tone="error">{problem}</Notice>
        </div>
      )}
      <Card flush>
        {list.rows.length === 0
          ? (
            <EmptyState title={query === "" ? "Nothing has happened yet" : "No event matches"}>
              Every change, sign-in, export and reading of captured prompts is told here.
            </EmptyState>
          )
          : <AuditList rows={list.rows} filter={filter} path={path} />}
        {list.next !== null && (
          <div class="flex justify-center border-t border-base-300 p-2">
            <Button
              href={`${path}${query || "?"}${query && "&"}after=${encodeURIComponent(list.next)}`}
              size="small"
              tone="quiet"
            >
              Show older events
            </Button>
          </div>
        )}
      </Card>
    </>
  );
});
