import { HttpError } from "fresh";
import { define } from "../state.ts";
import { hasSessionCookie } from "./session_cookie.ts";
import { signInPath } from "./next_path.ts";
import { readViewer } from "./viewer.ts";

/** Lets nobody past who is not signed in. Asks the control plane once, with the request's cookie. */
export const requireViewer = define.middleware(async (ctx) => {
  const outcome = hasSessionCookie(ctx.req.headers) ? await readViewer(ctx.state.client) : { kind: "nobody" as const };
  switch (outcome.kind) {
    case "viewer":
      ctx.state.viewer = outcome.viewer;
      return await ctx.next();
    case "nobody":
      // A form that was posted is lost by then; the page that it was on is what can be come back to.
      return ctx.redirect(ctx.req.method === "GET" ? signInPath(ctx.url) : "/sign-in", 303);
    case "failed": {
      const isAway = outcome.reason === "unavailable";
      throw new HttpError(isAway ? 503 : 500, outcome.message, { cause: outcome });
    }
  }
});
