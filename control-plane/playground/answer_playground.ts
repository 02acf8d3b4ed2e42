import { RESPONSE_HEADERS } from "../../shared/contracts/headers.ts";
import { ApiError, UnauthenticatedError, ValidationError } from "../api_error.ts";
import type { Call } from "../call.ts";
import { encodeGlobalId } from "../graphql/global_id.ts";
import { errorAnswer } from "../http/error_answer.ts";
import { playgroundRequest } from "./playground_request.ts";

/** Where a signed-in person's requests to models come in. */
export const PLAYGROUND_PATH = "/api/playground";

/** The global id of the record that the answer's request has. */
const RECORD_HEADER = "x-perpetuo-request-log-id";

/**
 * Answers a person's request to a model as the gateway does, streams included; what is refused before it gets there is told as
 * GraphQL's errors are. When the client goes away, so does the request.
 */
export async function answerPlayground(request: Request, call: Call): Promise<Response> {
  try {
    // Before the body is even parsed.
    if (call.actor.kind === "anonymous") throw new UnauthenticatedError(call.actor.reason);
    const asked = await playgroundRequest(call, await readJson(request));
    return passOn(await call.dependencies.gatewayCalls.send(asked, request.signal));
  } catch (error) {
    if (error instanceof ApiError) return errorAnswer(error);
    throw error;
  }
}

async function readJson(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    throw new ValidationError([{ path: [], message: "the body is no JSON" }]);
  }
}

/** A fetched response's headers cannot be changed, and not all of them are for browsers. */
function passOn(response: Response): Response {
  const headers = new Headers();
  for (const [name, value] of response.headers) {
    if (name.startsWith("x-perpetuo-") || PASSED.has(name)) headers.set(name, value);
  }
  headers.delete(RESPONSE_HEADERS.internal);
  const requestId = response.headers.get(RESPONSE_HEADERS.requestId);
  if (requestId !== null) headers.set(RECORD_HEADER, encodeGlobalId("RequestLog", requestId));
  return new Response(response.body, { status: response.status, headers });
}

const PASSED: ReadonlySet<string> = new Set(["content-type", RESPONSE_HEADERS.retryAfter, RESPONSE_HEADERS.age]);
