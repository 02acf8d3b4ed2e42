import { REQUEST_HEADERS } from "../../../shared/contracts/headers.ts";
import type { ProviderCall } from "../../wires/wire.ts";
import { openaiEndpoint } from "../openai/endpoint.ts";
import type { Endpoint } from "../provider_adapter.ts";

/** Where the mock provider is: inside this process, at `MockUpstream`, whatever base URL it was given. */
export const MOCK_BASE_URL = "mock://in-process/v1";

/** The same as OpenAI's but for its address and its header. */
export function mockEndpoint(call: ProviderCall): Endpoint {
  const endpoint = openaiEndpoint({ ...call, baseUrl: MOCK_BASE_URL, secret: null });
  const directives = call.header(REQUEST_HEADERS.mock);
  if (directives !== null) endpoint.headers[REQUEST_HEADERS.mock] = directives;
  return endpoint;
}
