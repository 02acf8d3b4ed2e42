import { page } from "fresh";
import { Button } from "../../../../../components/Button.tsx";
import { Card } from "../../../../../components/Card.tsx";
import { Notice } from "../../../../../components/Notice.tsx";
import { PageHeader } from "../../../../../components/PageHeader.tsx";
import { SelectField } from "../../../../../components/SelectField.tsx";
import { httpErrorOf } from "../../../../../http/http_error_of.ts";
import type { Change } from "../../../../../publishing/change.ts";
import { ChangeGroups } from "../../../../../publishing/ChangeGroups.tsx";
import { readDiff, readRevisions, type RevisionSummary } from "../../../../../publishing/read_publish_page.ts";
import { sectionPath, tenantPath } from "../../../../../session/places.ts";
import { define } from "../../../../../state.ts";

interface CompareData {
  from: string;
  to: string;
  revisions: readonly RevisionSummary[];
  changes: readonly Change[];
  /** Why they cannot be compared. */
  problem: string | null;
}

export const handlers = define.handlers({
  async GET(ctx) {
    const { client, tenant } = ctx.state;
    const [from, to] = [versionOf(ctx.url, "from", "CURRENT"), versionOf(ctx.url, "to", "DRAFT")];
    const [read, diff] = await Promise.all([
      readRevisions(client, tenant.slug),
      readDiff(client, { tenantId: tenant.id, from, to }),
    ]);
    if (read.kind === "failed") throw httpErrorOf(read);
    ctx.state.detail = "Compare";
    const told = diff.kind === "failed"
      ? { changes: [], problem: [diff.message, ...diff.issues.map(({ message }) => message)].join(" ") }
      : { changes: diff.changes, problem: null };
    return page<CompareData>({ from, to, revisions: read.revisions, ...told });
  },
});

export default define.page<typeof handlers>(({ data: { from, to, revisions, changes, problem }, state }) => {
  const path = sectionPath("publish", state.place!)!;
  const places = { tenantPath: tenantPath(state.tenant), projects: state.tenant.projects };
  const options = choices(revisions, [from, to]);
  return (
    <>
      <PageHeader title="Compare" intro={`What changes from ${wordsOf(from)} to ${wordsOf(to)}.`} />
      <div class="flex flex-col gap-4">
        <form method="get" class="flex flex-wrap items-end gap-3">
          <div class="w-64">
            <SelectField id="compare-from" name="from" label="From" options={options} chosen={from} />
          </div>
          <div class="w-64">
            <SelectField id="compare-to" name="to" label="To" options={options} chosen={to} />
          </div>
          <Button type="submit">Compare</Button>
          <Button href={`${path}/compare?from=${to}&to=${from}`} tone="quiet">The other way round</Button>
        </form>
        {problem === null
          ? (
            <Card title={`${changes.length} ${changes.length === 1 ? "change" : "changes"}`} flush>
              <ChangeGroups changes={changes} places={places} none="The two are the same." />
            </Card>
          )
          : <Notice tone="error">{problem}</Notice>}
      </div>
    </>
  );
});

function versionOf({ searchParams }: URL, name: string, otherwise: string): string {
  const asked = searchParams.get(name) ?? otherwise;
  return /^(DRAFT|CURRENT|\d{1,9})$/.test(asked) ? asked : otherwise;
}

function wordsOf(version: string): string {
  switch (version) {
    case "DRAFT":
      return "the draft";
    case "CURRENT":
      return "what gateways serve";
    case "0":
      return "nothing";
    default:
      return `revision ${version}`;
  }
}

/** The latest, and those besides that are being compared. */
function choices(revisions: readonly RevisionSummary[], chosen: readonly string[]) {
  const listed = [
    { value: "DRAFT", title: "The draft" },
    { value: "CURRENT", title: "What gateways serve" },
    ...revisions.map(({ number, message }) => ({
      value: String(number),
      title: `Revision ${number}${message === null ? "" : ` · ${message.slice(0, 20)}`}`,
    })),
    { value: "0", title: "Nothing" },
  ];
  const missing = [...new Set(chosen)].filter((version) => !listed.some(({ value }) => value === version));
  return [...listed, ...missing.map((version) => ({ value: version, title: `Revision ${version}` }))];
}
