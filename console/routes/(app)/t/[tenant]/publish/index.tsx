import { HttpError, page } from "fresh";
import { Button } from "../../../../../components/Button.tsx";
import { Card } from "../../../../../components/Card.tsx";
import { EmptyState } from "../../../../../components/EmptyState.tsx";
import { PageHeader } from "../../../../../components/PageHeader.tsx";
import { type FormErrors, NO_ERRORS } from "../../../../../forms/form_errors.ts";
import { gatewaysQuery } from "../../../../../graphql/documents/gateways.ts";
import { queryOutcome } from "../../../../../graphql/outcome.ts";
import { httpErrorOf } from "../../../../../http/http_error_of.ts";
import { readForm } from "../../../../../http/read_form.ts";
import { ChangeGroups } from "../../../../../publishing/ChangeGroups.tsx";
import { DraftIssues } from "../../../../../publishing/DraftIssues.tsx";
import type { Gateway } from "../../../../../publishing/GatewayTable.tsx";
import { History } from "../../../../../publishing/History.tsx";
import type { RoutePlace } from "../../../../../publishing/object_links.ts";
import { publish } from "../../../../../publishing/publishing_state.ts";
import { type LastEdits, readEdits } from "../../../../../publishing/read_edits.ts";
import {
  publisherOf,
  type PublishPage,
  readPublishPage,
  readRoutePlaces,
} from "../../../../../publishing/read_publish_page.ts";
import { sectionPath, tenantPath } from "../../../../../session/places.ts";
import { mayManage, mayPublish } from "../../../../../session/roles.ts";
import { define, type State } from "../../../../../state.ts";
import Time from "../../../../../islands/Time.tsx";
import Gateways from "./(_islands)/Gateways.tsx";
import PublishDraft from "./(_islands)/PublishDraft.tsx";
import ReplayDraft from "./(_islands)/ReplayDraft.tsx";

interface PublishData extends PublishPage {
  edits: LastEdits | null;
  routes: readonly RoutePlace[];
  /** Null where the fleet cannot be asked. */
  gateways: readonly Gateway[] | null;
  /** The revision that gateways are watched coming to; null: none. */
  watched: number | null;
  errors: FormErrors;
  message: string;
}

export const handlers = define.handlers({
  async GET(ctx) {
    return page<PublishData>({ ...await dataOf(ctx.state, ctx.url), errors: NO_ERRORS, message: "" });
  },

  /** What the form posts where there is no script. */
  async POST(ctx) {
    const { client, tenant, place } = ctx.state;
    const form = await readForm(ctx.req);
    if (form.get("action") !== "publish") throw new HttpError(400, "This form is not one of ours.");
    const message = (form.get("message") ?? "").trim();
    const base = Number(form.get("baseRevision")) || 0;
    const outcome = await publish(client, tenant.id, base, { message: message || null });
    if (outcome.kind === "published") {
      return ctx.redirect(`${sectionPath("publish", place!)}?watch=${outcome.number}`, 303);
    }
    const errors = {
      message: [outcome.message, ...outcome.issues.map((issue) => issue.message)].join(" "),
      fields: {},
    };
    return page<PublishData>({ ...await dataOf(ctx.state, ctx.url), errors, message }, { status: 422 });
  },
});

export default define.page<typeof handlers>(({ data, state }) => {
  const { tenantId, draft, revisions, next, edits, routes, gateways, watched } = data;
  const path = sectionPath("publish", state.place!)!;
  const places = { tenantPath: tenantPath(state.tenant), projects: state.tenant.projects };
  const changes = draft.changes ?? [];
  const base = draft.baseRevision;
  const canPublish = mayPublish(state.tenant.role);
  return (
    <>
      <PageHeader
        title="Publish"
        intro={base === null ? "Nothing is published yet: gateways know nothing of this team." : (
          <>
            Gateways serve revision {base.number} by {publisherOf(base)}, <Time at={base.publishedAt} />.
          </>
        )}
      />
      <div class="flex flex-col gap-4">
        {draft.issues.length > 0 && <DraftIssues {...{ places, routes, changes }} issues={draft.issues} />}
        <Card title={changesTitle(draft.differs, changes.length)} flush>
          <ChangeGroups
            changes={changes}
            places={places}
            edits={edits}
            none={draft.differs
              ? "The draft cannot be compared."
              : "The draft is what gateways serve. Nothing waits to be published."}
          />
          {draft.differs && canPublish && (
            <div class="border-t border-base-300 p-4">
              <PublishDraft
                tenantId={tenantId}
                slug={state.tenant.slug}
                path={path}
                baseRevision={base?.number ?? 0}
                isBlocked={draft.issues.length > 0}
                places={places}
                errors={data.errors}
                message={data.message}
              />
            </div>
          )}
        </Card>
        {draft.differs && canPublish && (
          <Card title="Try it on requests of before">
            <ReplayDraft tenantId={tenantId} tenantPath={places.tenantPath} projects={places.projects} />
          </Card>
        )}
        {gateways !== null && (
          <Card
            title="Gateways"
            actions={<Button href={`${places.tenantPath}/fleet`} tone="quiet">All of the fleet</Button>}
            flush
          >
            <Gateways tenantId={tenantId} gateways={gateways} watched={watched} />
          </Card>
        )}
        <Card title="History" flush>
          {revisions.length === 0
            ? <EmptyState title="No revisions yet">What is published is kept here, with who did it and why.</EmptyState>
            : <History revisions={revisions} current={base?.number ?? 0} path={path} canPublish={canPublish} />}
          {next !== null && (
            <div class="flex justify-center border-t border-base-300 p-2">
              <Button href={`${path}?after=${encodeURIComponent(next)}`} size="small" tone="quiet">
                Show older revisions
              </Button>
            </div>
          )}
        </Card>
      </div>
    </>
  );
});

function changesTitle(differs: boolean, count: number): string {
  if (!differs) return "No changes";
  return count === 1 ? "1 unpublished change" : `${count} unpublished changes`;
}

async function dataOf({ client, tenant }: State, { searchParams }: URL) {
  const [read, fleet] = await Promise.all([
    readPublishPage(client, { slug: tenant.slug, after: searchParams.get("after") }),
    client.query(gatewaysQuery, { tenantId: tenant.id }).toPromise(),
  ]);
  if (read.kind === "failed") throw httpErrorOf(read);
  const { draft } = read.page;
  const since = draft.baseRevision?.publishedAt ?? null;
  const [edits, routes] = await Promise.all([
    mayManage(tenant.role) && draft.differs ? readEdits(client, { tenantId: tenant.id, since }) : null,
    draft.issues.some(({ path: [section] }) => section === "routes") ? readRoutePlaces(client, tenant.slug) : [],
  ]);
  // Where the fleet cannot be asked, the rest of the page goes on.
  const outcome = queryOutcome(fleet);
  const gateways = outcome.kind === "failed" ? null : outcome.data.fleet.gateways;
  const isConverged = outcome.kind === "failed" || outcome.data.fleet.converged;
  return { ...read.page, edits, routes, gateways, watched: watchedOf(searchParams, draft, isConverged) };
}

/** What the address asks for, or the current revision while some gateway has not come to it. */
function watchedOf(params: URLSearchParams, draft: PublishPage["draft"], isConverged: boolean): number | null {
  const current = draft.baseRevision?.number ?? 0;
  const asked = Number(params.get("watch"));
  if (Number.isInteger(asked) && asked > 0 && asked <= current) return asked;
  return isConverged || current === 0 ? null : current;
}
