import { page } from "fresh";
import { PageHeader } from "../../../../../components/PageHeader.tsx";
import { fleetQuery } from "../../../../../graphql/documents/fleet.ts";
import { queryOutcome } from "../../../../../graphql/outcome.ts";
import { httpErrorOf } from "../../../../../http/http_error_of.ts";
import { define } from "../../../../../state.ts";
import FleetHealth from "./(_islands)/FleetHealth.tsx";

export const handlers = define.handlers({
  async GET(ctx) {
    const { client, tenant, dependencies } = ctx.state;
    const outcome = queryOutcome(await client.query(fleetQuery, { tenantId: tenant.id }).toPromise());
    if (outcome.kind === "failed") throw httpErrorOf(outcome);
    return page({ outcome, nowMs: dependencies.clock.now() });
  },
});

export default define.page<typeof handlers>(({ data, state }) => (
  <>
    <PageHeader title="Fleet" intro="The gateways that answer requests, and which revision each of them serves." />
    <FleetHealth {...data} tenantId={state.tenant.id} />
  </>
));
