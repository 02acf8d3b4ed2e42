import { HttpError, page } from "fresh";
import { EmptyState } from "../../../../../../../components/EmptyState.tsx";
import { Button } from "../../../../../../../components/Button.tsx";
import { PageHeader } from "../../../../../../../components/PageHeader.tsx";
import { httpErrorOf } from "../../../../../../../http/http_error_of.ts";
import { readModels } from "../../../../../../../playground/read_models.ts";
import { sectionPath } from "../../../../../../../session/places.ts";
import { mayPublish } from "../../../../../../../session/roles.ts";
import { define } from "../../../../../../../state.ts";
import Playground from "./(_islands)/Playground.tsx";

interface PlaygroundData {
  models: readonly string[];
}

export const handlers = define.handlers({
  async GET(ctx) {
    const { client, tenant, project } = ctx.state;
    if (!mayPublish(tenant.role)) throw new HttpError(403, "Requests from the playground cost money: ask a developer.");
    const outcome = await readModels(client, { slug: tenant.slug, projectId: project.id });
    if (outcome.kind === "failed") throw httpErrorOf(outcome);
    return page<PlaygroundData>({ models: outcome.data });
  },
});

export default define.page<typeof handlers>(({ data: { models }, state: { project, place } }) => (
  <>
    <PageHeader title="Playground" />
    {models.length === 0
      ? (
        <EmptyState
          title="Nothing to ask yet"
          action={<Button href={sectionPath("routes", place!)!} tone="primary">To the routes</Button>}
        >
          This project has no routes. Make one, publish it, and ask it here.
        </EmptyState>
      )
      : <Playground projectId={project.id} logs={sectionPath("logs", place!)!} models={models} />}
  </>
));
