import { page } from "fresh";
import { Head } from "fresh/runtime";
import { Button } from "../../../components/Button.tsx";
import { Notice } from "../../../components/Notice.tsx";
import { sentence } from "../../../forms/form_errors.ts";
import { acceptInvitationMutation, invitationPreviewQuery } from "../../../graphql/documents/members.ts";
import type { ResultOf } from "../../../graphql/graphql.ts";
import { mutationOutcome, queryOutcome } from "../../../graphql/outcome.ts";
import { httpErrorOf } from "../../../http/http_error_of.ts";
import { invitationPath } from "../../../session/invitation_path.ts";
import { tenantPath } from "../../../session/places.ts";
import { ROLE_TITLES } from "../../../session/roles.ts";
import { hasSessionCookie } from "../../../session/session_cookie.ts";
import { readViewer } from "../../../session/viewer.ts";
import { define, type State } from "../../../state.ts";

interface InvitationData {
  token: string;
  /** Null when the link leads nowhere any more. */
  invitation: ResultOf<typeof invitationPreviewQuery>["invitation"] | null;
  /** Who is signed in; null for nobody. */
  email: string | null;
  problem: string | null;
}

export const handlers = define.handlers({
  async GET(ctx) {
    const data = await pageOf(ctx.state, ctx.params.token!, ctx.req.headers);
    return page<InvitationData>(data, { status: data.invitation === null ? 404 : 200 });
  },

  /** Makes whoever is signed in a member. */
  async POST(ctx) {
    await ctx.req.body?.cancel();
    const token = ctx.params.token!;
    const { client } = ctx.state;
    const result = await client.mutation(acceptInvitationMutation, { input: { token } }).toPromise();
    const outcome = mutationOutcome(result, (data) => data.acceptInvitation);
    if (outcome.kind === "done") return ctx.redirect(tenantPath(outcome.payload.tenant), 303);
    const data = await pageOf(ctx.state, token, ctx.req.headers);
    return page<InvitationData>({ ...data, problem: sentence(outcome.message) }, { status: 422 });
  },
});

export default define.page<typeof handlers>(({ data: { token, invitation, email, problem } }) => (
  <>
    <Head>
      <title>Invitation · Perpetuo</title>
    </Head>
    {invitation === null
      ? (
        <>
          <h1 class="text-xl font-semibold tracking-tight">This link leads nowhere</h1>
          <p class="mt-2 text-muted">
            It was used or taken back, or is older than 7 days. Ask whoever invited you for a new one.
          </p>
        </>
      )
      : (
        <>
          <h1 class="text-xl font-semibold tracking-tight">Join {invitation.tenantName}</h1>
          <p class="mt-2 text-muted">
            {invitation.invitedBy ?? "Somebody of the team"} invites <b>{invitation.email}</b> as{" "}
            {ROLE_TITLES[invitation.role].toLowerCase()}.
          </p>
          {problem && (
            <div class="mt-4">
              <Notice tone="error">{problem}</Notice>
            </div>
          )}
          <Answer {...{ token, email, invited: invitation.email }} />
        </>
      )}
  </>
));

/** What to do depends on who is there: join, come in, or come back as somebody else. */
function Answer({ token, email, invited }: { token: string; email: string | null; invited: string }) {
  const next = encodeURIComponent(invitationPath(token));
  if (email === null) {
    return (
      <div class="mt-5 flex flex-col gap-2">
        <Button href={`/sign-up?next=${next}`} tone="primary" size="large" wide>Create an account</Button>
        <Button href={`/sign-in?next=${next}`} size="large" wide>I have one: sign in</Button>
      </div>
    );
  }
  if (email.toLowerCase() !== invited.toLowerCase()) {
    return (
      <form method="post" action="/sign-out" class="mt-5 flex flex-col gap-3">
        <Notice tone="warning">You are signed in as {email}. Sign out, then open the link again as {invited}.</Notice>
        <Button type="submit" size="large" wide>Sign out</Button>
      </form>
    );
  }
  return (
    <form method="post" class="mt-5">
      <Button type="submit" tone="primary" size="large" wide>Join</Button>
    </form>
  );
}

async function pageOf({ client }: State, token: string, headers: Headers): Promise<InvitationData> {
  const [preview, viewer] = await Promise.all([
    client.query(invitationPreviewQuery, { token }).toPromise().then(queryOutcome),
    hasSessionCookie(headers) ? readViewer(client) : { kind: "nobody" as const },
  ]);
  if (preview.kind === "failed" && preview.reason !== "not_found" && preview.reason !== "validation") {
    throw httpErrorOf(preview);
  }
  return {
    token,
    invitation: preview.kind === "data" ? preview.data.invitation : null,
    email: viewer.kind === "viewer" ? viewer.viewer.email : null,
    problem: null,
  };
}
