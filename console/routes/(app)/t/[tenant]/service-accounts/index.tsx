import { page } from "fresh";
import { PageHeader } from "../../../../../components/PageHeader.tsx";
import { httpErrorOf } from "../../../../../http/http_error_of.ts";
import type { Rows } from "../../../../../lists/rows.ts";
import { readServiceAccounts, type ServiceAccountRow } from "../../../../../service-accounts/read_service_accounts.ts";
import { sectionPath } from "../../../../../session/places.ts";
import { mayManage } from "../../../../../session/roles.ts";
import { define } from "../../../../../state.ts";
import ServiceAccounts from "./(_islands)/ServiceAccounts.tsx";

interface ServiceAccountsData {
  list: Rows<ServiceAccountRow>;
  includeArchived: boolean;
}

export const handlers = define.handlers({
  async GET(ctx) {
    const { client, tenant } = ctx.state;
    const { searchParams } = ctx.url;
    const includeArchived = searchParams.has("archived");
    const request = { slug: tenant.slug, after: searchParams.get("after"), includeArchived };
    const outcome = await readServiceAccounts(client, { ...request, withTokens: mayManage(tenant.role) });
    if (outcome.kind === "failed") throw httpErrorOf(outcome);
    return page<ServiceAccountsData>({ list: outcome.data, includeArchived });
  },
});

export default define.page<typeof handlers>(({ data, state: { tenant, place } }) => (
  <>
    <PageHeader
      title="Service accounts"
      intro="Actors without a person, for pipelines and programs. What they do is told by their name."
    />
    <ServiceAccounts
      {...data}
      tenant={{ id: tenant.id, slug: tenant.slug }}
      path={sectionPath("service-accounts", place!)!}
      canWrite={mayManage(tenant.role)}
    />
  </>
));
