import { page } from "fresh";
import { type AccountPage, readAccount } from "../../../account/read_account.ts";
import { Card } from "../../../components/Card.tsx";
import { PageHeader } from "../../../components/PageHeader.tsx";
import { httpErrorOf } from "../../../http/http_error_of.ts";
import Time from "../../../islands/Time.tsx";
import { define } from "../../../state.ts";
import Account from "./(_islands)/Account.tsx";

export const handlers = define.handlers({
  async GET(ctx) {
    const after = ctx.url.searchParams.get("after");
    const outcome = await readAccount(ctx.state.client, { tokensAfter: after });
    if (outcome.kind === "failed") throw httpErrorOf(outcome);
    return page<AccountPage>(outcome.data);
  },
});

export default define.page<typeof handlers>(({ data, state: { viewer } }) => (
  <>
    <PageHeader title="Account" intro="Who you are here, what acts as you, and where you are signed in." />
    <div class="mb-4">
      <Card title="Profile">
        <dl class="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
          <dt class="text-muted">Name</dt>
          <dd>{data.name}</dd>
          <dt class="text-muted">E-mail</dt>
          <dd class="break-all">{data.email}</dd>
          <dt class="text-muted">Since</dt>
          <dd>
            <Time at={data.createdAt} format="day" />
          </dd>
          <dt class="text-muted">Password</dt>
          <dd>
            <a class="link" href="/forgot-password">Choose a new one</a>
          </dd>
        </dl>
      </Card>
    </div>
    <Account
      sessions={data.sessions}
      tokens={data.tokens}
      tenants={viewer.tenants.map(({ id, name }) => ({ id, name }))}
    />
  </>
));
