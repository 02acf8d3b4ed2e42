import { REQUEST_HEADERS } from "../../../shared/contracts/headers.ts";
import { openaiStatusFault } from "../../wires/openai_chat/errors.ts";
import { prepareOpenaiRequest } from "../../wires/openai_chat/request.ts";
import { openaiAnswer } from "../../wires/openai_chat/response.ts";
import { OpenaiAnswerStream } from "../../wires/openai_chat/stream.ts";
import type { PreparedRequest, ProviderAdapter, ProviderCall } from "../provider_adapter.ts";

/** Where the mock provider is: inside this process, at `MockUpstream`, whatever base URL it was given. */
export const MOCK_BASE_URL = "mock://in-process/v1";

/** Speaks to the mock provider, whose wire is OpenAI's: everything but where it is and its header is the same. */
export const mockAdapter: ProviderAdapter = {
  kind: "mock",
  needsSecret: false,
  prepare: prepareMockRequest,
  answer: openaiAnswer,
  answerStream: (call, sink) => new OpenaiAnswerStream(call, sink),
  fault: openaiStatusFault,
};

function prepareMockRequest(call: ProviderCall): PreparedRequest {
  const prepared = prepareOpenaiRequest(call, { baseUrl: MOCK_BASE_URL, secret: null });
  if (prepared.state !== "ready") return prepared;
  const directives = call.header(REQUEST_HEADERS.mock);
  if (directives !== null) prepared.headers[REQUEST_HEADERS.mock] = directives;
  return prepared;
}
