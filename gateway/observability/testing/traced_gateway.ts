import { GatewayFixture } from "../../testing/gateway_fixture.ts";
import { RequestTracing } from "../request_tracing.ts";

// Run by the test as a process of its own, since OpenTelemetry is Deno's, by its environment.
await using gateway = new GatewayFixture({ tracing: new RequestTracing() });
const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
await (await gateway.chat({ model: "mock/echo" }, { traceparent })).text();
const streamed = await gateway.chat({ model: "mock/stall", stream: true }, { traceparent });
const reader = streamed.body!.getReader();
await reader.read();
await reader.cancel();
await gateway.handler.idle();
await (await gateway.chat({ model: "nothing-of-that-name" }, { traceparent })).text();
