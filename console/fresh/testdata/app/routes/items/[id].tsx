import { HttpError, page } from "fresh";
import { define } from "../../state.ts";

export const handlers = define.handlers({
  GET(ctx) {
    if (ctx.params.id === "none") throw new HttpError(404, "No such item");
    if (ctx.params.id === "broken") throw new Error("a fault");
    return page({ id: ctx.params.id, changed: false });
  },
  POST(ctx) {
    return page({ id: ctx.params.id, changed: true }, { status: 201, headers: { "x-item": "changed" } });
  },
});

export default define.page<typeof handlers>(({ data }) => (
  <h1>
    {data.id} {data.changed ? "changed" : "as it was"}
  </h1>
));
