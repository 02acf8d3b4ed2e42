import { page } from "fresh";
import { PageHeader } from "../../../../../components/PageHeader.tsx";
import { httpErrorOf } from "../../../../../http/http_error_of.ts";
import { type MembersPage, readMembers } from "../../../../../members/read_members.ts";
import { sectionPath } from "../../../../../session/places.ts";
import { mayManage } from "../../../../../session/roles.ts";
import { define } from "../../../../../state.ts";
import Members from "./(_islands)/Members.tsx";

export const handlers = define.handlers({
  async GET(ctx) {
    const { client, tenant } = ctx.state;
    const after = ctx.url.searchParams.get("after");
    const request = { slug: tenant.slug, after, withInvitations: mayManage(tenant.role) };
    const outcome = await readMembers(client, request);
    if (outcome.kind === "failed") throw httpErrorOf(outcome);
    return page<MembersPage>(outcome.data);
  },
});

export default define.page<typeof handlers>(({ data, state: { tenant, viewer, place } }) => (
  <>
    <PageHeader title="Members" intro={`Who works with ${tenant.name}, and what they may do.`} />
    <Members
      {...data}
      tenant={{ id: tenant.id, slug: tenant.slug, name: tenant.name }}
      viewer={{ email: viewer.email, role: tenant.role }}
      path={sectionPath("members", place!)!}
    />
  </>
));
