import { boundedFetch } from "../graphql/bounded_fetch.ts";
import type { ConsoleDependencies } from "../dependencies.ts";
import { define } from "../state.ts";

/** Answers `/livez` and `/readyz`, before anything that costs or refuses. */
export const health = define.middleware(async (ctx) => {
  switch (ctx.url.pathname) {
    case "/livez":
      return Response.json({ live: true });
    case "/readyz": {
      const reasons = await reasonsNotReady(ctx.state.dependencies);
      return Response.json({ ready: reasons.length === 0, reasons }, { status: reasons.length === 0 ? 200 : 503 });
    }
    default:
      return await ctx.next();
  }
});

const TIMEOUT_MS = 2_000;

/** Without the control plane no page can be shown; that it is whole is for its own `/readyz` to say. */
async function reasonsNotReady({ config, fetch, clock, draining }: ConsoleDependencies): Promise<string[]> {
  if (draining.aborted) return ["shutting down"];
  try {
    const answer = await boundedFetch({ fetch, clock, timeoutMs: TIMEOUT_MS })(`${config.controlPlaneUrl}/livez`);
    return answer.ok ? [] : [`control plane: status ${answer.status}`];
  } catch {
    return ["control plane: cannot be reached"];
  }
}
