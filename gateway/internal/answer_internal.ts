import type { z } from "zod";
import { connectionTestRequest, INTERNAL_PATHS, internalRequest } from "../../shared/contracts/internal_call.ts";
import { openaiChatDialect } from "../dialects/openai_chat/dialect.ts";
import { asGatewayError, errorResponse } from "../http/error_response.ts";
import { showsSecret } from "../../shared/identifiers/internal_secret.ts";
import type { Gateway } from "../pipeline/gateway.ts";
import { GatewayError } from "../pipeline/gateway_error.ts";
import { readBody } from "../pipeline/read_body.ts";
import { discardBody } from "../pipeline/discard_body.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { runInternalRequest } from "./run_internal_request.ts";
import { testConnection } from "./test_connection.ts";

/** A revision and its wrapping beside a request's own body, bytes. */
const ENVELOPE_BYTES_MAX = 16 * 1024 * 1024;
const CONNECTION_TEST_BYTES_MAX = 262_144;

/**
 * Answers what the control plane asks; null, as if there were nothing, for whoever does not show the secret and for what is
 * not here.
 */
export function answerInternal(gateway: Gateway, request: Request, path: string): Promise<Response> | null {
  const { internalSecret, limits } = gateway.dependencies;
  if (request.method !== "POST" || !showsSecret(request, internalSecret)) return null;
  switch (path) {
    case INTERNAL_PATHS.connectionTest:
      return withBody(gateway, request, {
        schema: connectionTestRequest,
        bytesMax: CONNECTION_TEST_BYTES_MAX,
        answer: async (asked) => Response.json(await testConnection(gateway, asked, request.signal)),
      });
    case INTERNAL_PATHS.requests:
      return withBody(gateway, request, {
        schema: internalRequest,
        bytesMax: limits.bodyBytesMax + ENVELOPE_BYTES_MAX,
        answer: (asked) => runInternalRequest(gateway, asked, request.signal),
      });
    default:
      return null;
  }
}

interface InternalResource<T> {
  schema: z.ZodType<T>;
  bytesMax: number;
  answer(asked: T): Promise<Response>;
}

async function withBody<T>(
  gateway: Gateway,
  request: Request,
  { schema, bytesMax, answer }: InternalResource<T>,
): Promise<Response> {
  const { clock, logger, limits: { requestBodyMs } } = gateway.dependencies;
  const requestId = uuidv7(clock.now());
  try {
    // As the public path does, before a body costs memory.
    if (gateway.isDraining) throw new GatewayError("shutting_down", { retryAfterMs: 1_000 });
    const bytes = await readBody(request, { bytesMax, requestBodyMs, wheel: gateway.wheel });
    return await answer(parse(schema, bytes));
  } catch (thrown) {
    const error = asGatewayError(thrown, requestId);
    if (error.code === "internal_error") logger.error("internal_call_fault", { requestId, error: error.cause });
    await discardBody(request, gateway.wheel);
    return errorResponse(error, openaiChatDialect);
  }
}

/** The first thing that does not fit is told by its place alone: the value may be a secret. */
function parse<T>(schema: z.ZodType<T>, bytes: Uint8Array<ArrayBuffer>): T {
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(bytes));
  } catch {
    throw new GatewayError("invalid_json", { details: { detail: "it is no JSON in UTF-8" } });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const param = parsed.error.issues[0]!.path.map(String).join(".");
  throw new GatewayError("invalid_request", { details: { detail: `${param || "the body"} does not fit` }, param });
}

const decoder = new TextDecoder("utf-8", { fatal: true });
