import { REQUEST_HEADERS } from "../../shared/contracts/headers.ts";
import { anthropicMessagesDialect } from "../dialects/anthropic_messages/dialect.ts";
import { openaiChatDialect } from "../dialects/openai_chat/dialect.ts";
import { authenticate } from "../pipeline/authenticate.ts";
import { type Caller, type Exchange, openExchange } from "../pipeline/exchange.ts";
import type { Gateway } from "../pipeline/gateway.ts";
import { endUnrecorded } from "../pipeline/record.ts";
import { tellAnswer } from "../pipeline/answer_headers.ts";
import { nameFault } from "../pipeline/respond.ts";
import { errorResponse } from "./error_response.ts";
import { anthropicModel, anthropicModelPage } from "./models_anthropic.ts";
import { findModel, knownModels } from "./models_known.ts";
import { openaiModel, openaiModelList } from "./models_openai.ts";

/**
 * `GET /v1/models`: what this key may send as `model`, in the form of Anthropic's API for a client that names a version of
 * it, else in OpenAI's.
 */
export function listModels(gateway: Gateway, request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url);
  return withCaller(gateway, request, {
    openai: (caller) => openaiModelList(knownModels(caller)),
    anthropic: (caller) => anthropicModelPage(knownModels(caller), searchParams),
  });
}

/** `GET /v1/models/{model}`: the same for one name, slashes and all; any model of a provider that may be addressed. */
export function getModel(gateway: Gateway, request: Request, id: string): Promise<Response> {
  return withCaller(gateway, request, {
    openai: (caller) => openaiModel(findModel(caller, id)),
    anthropic: (caller) => anthropicModel(findModel(caller, id)),
  });
}

interface Answers {
  openai(caller: Caller): unknown;
  anthropic(caller: Caller): unknown;
}

/** Answers a proved caller; nothing of it is recorded, because no model is asked. */
async function withCaller(gateway: Gateway, request: Request, answers: Answers): Promise<Response> {
  const isAnthropic = request.headers.has(REQUEST_HEADERS.anthropicVersion);
  const dialect = isAnthropic ? anthropicMessagesDialect : openaiChatDialect;
  const exchange = openExchange(gateway, request, dialect);
  try {
    const caller = await authenticate(exchange);
    const answer = isAnthropic ? answers.anthropic(caller) : answers.openai(caller);
    return told(exchange, Response.json(answer));
  } catch (thrown) {
    return told(exchange, errorResponse(nameFault(exchange, thrown), dialect, exchange.id));
  } finally {
    endUnrecorded(exchange);
  }
}

function told(exchange: Exchange, response: Response): Response {
  tellAnswer(exchange, response.headers);
  return response;
}
