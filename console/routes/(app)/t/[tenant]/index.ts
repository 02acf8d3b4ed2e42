import { sectionPath } from "../../../../session/places.ts";
import { define } from "../../../../state.ts";

export const handlers = define.handlers({
  GET(ctx) {
    return ctx.redirect(sectionPath("dashboard", ctx.state.place!)!, 303);
  },
});
