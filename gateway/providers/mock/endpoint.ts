import { REQUEST_HEADERS } from "../../../shared/contracts/headers.ts";
import type { Endpoint, ProviderCall } from "../../wires/wire.ts";
import { openaiEndpoint } from "../openai/endpoint.ts";

/** Where the mock provider is: inside this process, at `MockUpstream`, whatever base URL it was given. */
export const MOCK_BASE_URL = "mock://in-process/v1";

/** The same as OpenAI's but for its address and its header. */
export function mockEndpoint(call: ProviderCall): Endpoint {
  const { url, headers } = openaiEndpoint({ ...call, baseUrl: MOCK_BASE_URL, secret: null });
  const directives = call.header(REQUEST_HEADERS.mock);
  return { url, headers: directives === null ? headers : { ...headers, [REQUEST_HEADERS.mock]: directives } };
}
