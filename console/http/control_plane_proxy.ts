import type { ConsoleDependencies } from "../dependencies.ts";
import documents from "../graphql/persisted_documents.json" with { type: "json" };
import { define } from "../state.ts";
import { endedOn } from "./ended_on.ts";
import { peerAddress } from "./peer_address.ts";
import { createProxy } from "./proxy.ts";

/** Passes `/graphql`, `/graphql/stream` and `/api/auth/*` on to the control plane. */
export const controlPlaneProxy = define.middleware(async (ctx) => {
  const proxy = proxyFor(ctx.state.dependencies, ctx.config.mode === "development");
  const answer = await proxy(ctx.req, peerAddress(ctx.info));
  if (answer === null) return await ctx.next();
  const isStream = answer.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
  // A live tail ends by itself only when its reader leaves, and would hold up the end of this process.
  return isStream ? endedOn(ctx.state.dependencies.draining, answer) : answer;
});

const DOCUMENTS = new Map(Object.entries(documents));
const proxies = new WeakMap<ConsoleDependencies, ReturnType<typeof createProxy>>();

function proxyFor(dependencies: ConsoleDependencies, isDevelopment: boolean): ReturnType<typeof createProxy> {
  let proxy = proxies.get(dependencies);
  if (proxy === undefined) {
    const { config: { controlPlaneUrl, publicUrl }, fetch, clock } = dependencies;
    proxy = createProxy({
      controlPlaneUrl,
      publicUrl,
      documents: DOCUMENTS,
      allowUnknownDocuments: isDevelopment,
      fetch,
      clock,
    });
    proxies.set(dependencies, proxy);
  }
  return proxy;
}
