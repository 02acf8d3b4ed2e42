import {
  type ConnectionTestOutcome,
  connectionTestOutcome,
  type ConnectionTestRequest,
  INTERNAL_PATHS,
  type InternalRequest,
} from "../../shared/contracts/internal_call.ts";
import { RESPONSE_HEADERS } from "../../shared/contracts/headers.ts";
import type { Logger } from "../../shared/logging/logger.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { UnavailableError } from "../api_error.ts";
import type { GatewayCalls } from "./gateway_calls.ts";
import { readBounded } from "./read_bounded.ts";

export interface GatewayCallOptions {
  fetch: typeof fetch;
  /** Where gateways are reached, without a slash at its end. */
  url: string;
  /** What gateways know this control plane by; null: none is set, and nothing can be asked. */
  secret: string | null;
  clock: Clock;
  logger: Logger;
}

/** A little more than the gateway gives a provider, so that its own answer arrives. */
const TEST_MS = 15_000;
const OUTCOME_BYTES_MAX = 1_048_576;

/** Asks gateways at `GATEWAY_URL`, with `INTERNAL_SECRET` as its bearer token. */
export class HttpGatewayCalls implements GatewayCalls {
  readonly #options: GatewayCallOptions;

  constructor(options: GatewayCallOptions) {
    this.#options = options;
  }

  async testConnection(request: ConnectionTestRequest): Promise<ConnectionTestOutcome> {
    const { clock } = this.#options;
    const late = new AbortController();
    const done = new AbortController();
    const deadline = clock.delay(TEST_MS, done.signal).then(() => late.abort(), () => {});
    try {
      const response = await this.#post(INTERNAL_PATHS.connectionTest, request, late.signal);
      const { bytes } = await readBounded(response, OUTCOME_BYTES_MAX);
      if (!response.ok) throw new Error(`the gateway answered with status ${response.status}`);
      return connectionTestOutcome.parse(JSON.parse(new TextDecoder().decode(bytes)));
    } catch (cause) {
      throw this.#unavailable(cause);
    } finally {
      done.abort();
      await deadline;
    }
  }

  async send(request: InternalRequest, signal: AbortSignal): Promise<Response> {
    let response: Response;
    try {
      response = await this.#post(INTERNAL_PATHS.requests, request, signal);
    } catch (cause) {
      if (signal.aborted) throw signal.reason;
      throw this.#unavailable(cause);
    }
    if (response.headers.get(RESPONSE_HEADERS.internal) === "answered") return response;
    // The gateway has no such place for us, is about to stop, or does not understand what it is asked.
    await response.body?.cancel();
    throw this.#unavailable(new Error(`the gateway answered with status ${response.status}`));
  }

  #post(path: string, body: unknown, signal: AbortSignal): Promise<Response> {
    const { url, secret } = this.#options;
    if (secret === null) throw new UnavailableError(NO_SECRET);
    return this.#options.fetch(url + path, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${secret.trim()}` },
      body: JSON.stringify(body),
      // The secret is for this address alone.
      redirect: "manual",
      signal,
    });
  }

  #unavailable(cause: unknown): UnavailableError {
    if (cause instanceof UnavailableError) return cause;
    this.#options.logger.warn("gateway_not_asked", { error: cause });
    return new UnavailableError(NOT_REACHED, { cause });
  }
}

const NO_SECRET =
  "No gateway can be asked: INTERNAL_SECRET is not set on the control plane. Set it as on the gateways.";
const NOT_REACHED =
  "No gateway can be reached now. Try again in a moment; if it stays, see whether GATEWAY_URL leads to " +
  "one and INTERNAL_SECRET is the gateways' own.";
