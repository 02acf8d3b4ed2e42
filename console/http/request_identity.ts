import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { type ConsoleInfo, dependenciesOf } from "../dependencies.ts";
import { serverClient } from "../graphql/server_client.ts";
import { readTheme } from "../session/theme.ts";
import { define } from "../state.ts";
import { peerAddress } from "./peer_address.ts";

/** Gives the request its id, and the pages what they work with. */
export const requestIdentity = define.middleware(async (ctx) => {
  const dependencies = dependenciesOf(ctx.info as ConsoleInfo);
  const { config, clock, fetch } = dependencies;
  ctx.state.dependencies = dependencies;
  ctx.state.requestId = uuidv7(clock.now());
  ctx.state.theme = readTheme(ctx.req.headers);
  ctx.state.client = serverClient({
    controlPlaneUrl: config.controlPlaneUrl,
    request: ctx.req,
    peerAddress: peerAddress(ctx.info) ?? undefined,
    fetch,
    clock,
  });
  const answer = await ctx.next();
  // The control plane's own, where it has answered, leads into its log.
  if (answer.headers.has("x-request-id")) return answer;
  const response = new Response(answer.body, answer);
  response.headers.set("x-request-id", ctx.state.requestId);
  return response;
});
