import { routeTargets } from "../../shared/contracts/route_tree.ts";
import { openaiChatDialect } from "../dialects/openai_chat/dialect.ts";
import { authenticate } from "../pipeline/authenticate.ts";
import { type Caller, openExchange } from "../pipeline/exchange.ts";
import type { Gateway } from "../pipeline/gateway.ts";
import { directTarget } from "../pipeline/plan.ts";
import { endUnrecorded } from "../pipeline/record.ts";
import { answerHeaders, nameFault } from "../pipeline/respond.ts";
import { MOCK_MODELS } from "../providers/mock/mock_script.ts";
import { errorResponse } from "./error_response.ts";

/**
 * `GET /v1/models`: what this key may send as `model`. The routes of its project, and where the project allows direct
 * models, each `provider/model` that is known to work: the targets of those routes and the mock's well-known names. Other
 * models of a provider can be addressed too; no list of theirs is kept here.
 */
export function listModels(gateway: Gateway, request: Request): Promise<Response> {
  return withCaller(gateway, request, (caller) => ({
    object: "list",
    data: [...knownModels(caller)].map(([id, owner]) => modelObject(caller, id, owner)),
  }));
}

/** `GET /v1/models/{model}`: the same for one name, slashes and all; any model of a provider that may be addressed. */
export function getModel(gateway: Gateway, request: Request, id: string): Promise<Response> {
  return withCaller(gateway, request, (caller) => {
    const isRoute = caller.tenant.routes.get(caller.project.id)?.has(id) === true;
    return modelObject(caller, id, isRoute ? GATEWAY_OWNER : directTarget(caller, id).provider);
  });
}

const GATEWAY_OWNER = "perpetuo";

/** Every id with whom it belongs to, routes first. */
function knownModels(caller: Caller): Map<string, string> {
  const { tenant, project } = caller;
  const routes = [...tenant.routes.get(project.id)?.values() ?? []];
  const models = new Map<string, string>(routes.map((route) => [route.name, GATEWAY_OWNER]));
  if (!project.allowDirectModels) return models;
  const direct = routes.flatMap((route) => routeTargets(route.tree));
  for (const { name, kind } of tenant.providers.values()) {
    if (kind === "mock") { for (const model of Object.keys(MOCK_MODELS)) direct.push(asTarget(name, model)); }
  }
  for (const { provider, model } of direct) {
    if (tenant.providers.has(provider)) models.set(`${provider}/${model}`, provider);
  }
  return models;
}

function asTarget(provider: string, model: string) {
  return { type: "target", provider, model } as const;
}

function modelObject(caller: Caller, id: string, owner: string): Record<string, unknown> {
  const created = Math.floor(caller.tenant.revision.publishedAt / 1_000);
  return { id, object: "model", created, owned_by: owner };
}

/** Answers a proved caller; nothing of it is recorded, because no model is asked. */
async function withCaller(
  gateway: Gateway,
  request: Request,
  answer: (caller: Caller) => unknown,
): Promise<Response> {
  const exchange = openExchange(gateway, request, openaiChatDialect);
  try {
    const caller = await authenticate(exchange);
    return Response.json(answer(caller), { headers: answerHeaders(exchange) });
  } catch (thrown) {
    return errorResponse(nameFault(exchange, thrown), openaiChatDialect, answerHeaders(exchange));
  } finally {
    endUnrecorded(exchange);
  }
}
