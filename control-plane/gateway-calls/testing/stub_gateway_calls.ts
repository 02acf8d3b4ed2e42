import type {
  ConnectionTestOutcome,
  ConnectionTestRequest,
  InternalRequest,
} from "../../../shared/contracts/internal_call.ts";
import { uuidv7 } from "../../../shared/identifiers/uuid.ts";
import type { GatewayCalls } from "../gateway_calls.ts";

/** Gateways that answer everything well, and keep what they were asked. */
export class StubGatewayCalls implements GatewayCalls {
  readonly tests: ConnectionTestRequest[] = [];
  readonly requests: InternalRequest[] = [];
  outcome: ConnectionTestOutcome = {
    ok: true,
    latencyMs: 12.5,
    status: 200,
    errorClass: null,
    message: null,
    modelsFound: ["one", "two"],
    keyProved: true,
  };
  /** What the next requests are on record as. Default: a new id each. */
  requestId: string | null = null;

  testConnection(request: ConnectionTestRequest): Promise<ConnectionTestOutcome> {
    this.tests.push(request);
    return Promise.resolve(this.outcome);
  }

  send(request: InternalRequest): Promise<Response> {
    this.requests.push(request);
    const headers = { "x-request-id": this.requestId ?? uuidv7(Date.now()), "content-type": "application/json" };
    return Promise.resolve(new Response('{"choices":[]}', { headers }));
  }
}
