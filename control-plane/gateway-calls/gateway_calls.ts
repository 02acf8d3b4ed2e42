import type {
  ConnectionTestOutcome,
  ConnectionTestRequest,
  InternalRequest,
} from "../../shared/contracts/internal_call.ts";

/** What the control plane asks of gateways. Everything throws `UnavailableError` when none can be reached. */
export interface GatewayCalls {
  /** Calls a provider once; the gateway gives up after ten seconds. */
  testConnection(request: ConnectionTestRequest): Promise<ConnectionTestOutcome>;
  /**
   * Sends a request on its way as if a client had sent it, and gives the answer as that client would get it; the caller reads
   * or cancels its body. An abort of the signal ends the request, also
   * while its answer is streamed; it rejects with the signal's reason then.
   */
  send(request: InternalRequest, signal: AbortSignal): Promise<Response>;
}
