import { define } from "../state.ts";

export default define.middleware((ctx) => {
  ctx.state.seen = ["root"];
  return ctx.next();
});
