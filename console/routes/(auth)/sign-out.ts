import { HttpError } from "fresh";
import { accountRequest } from "../../session/account_request.ts";
import { redirectWithCookies } from "../../session/redirect_with_cookies.ts";
import { define } from "../../state.ts";

export const handlers = define.handlers({
  /** By POST alone: a link or an image of another page must not sign anybody out. */
  async POST(ctx) {
    await ctx.req.body?.cancel();
    const outcome = await accountRequest(ctx, { path: "/sign-out", body: {} }, ctx.state.dependencies);
    if (outcome.kind === "done") return redirectWithCookies("/sign-in", outcome);
    // Not signed out: to say anything else would leave a session behind that nobody knows of.
    throw new HttpError(outcome.status, `You are still signed in. ${outcome.message}`);
  },
});
