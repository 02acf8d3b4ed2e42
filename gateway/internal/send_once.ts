import type { ErrorClass } from "../../shared/contracts/error_class.ts";
import type { ProviderKind } from "../../shared/contracts/provider_kind.ts";
import type { Gateway } from "../pipeline/gateway.ts";
import { HeldBytes } from "../streams/held_bytes.ts";
import type { UpstreamExchange, UpstreamHeaders, UpstreamRequest } from "../upstream/upstream.ts";

/** Bytes of an answer at most: more than the longest list of models that is known. */
const ANSWER_BYTES_MAX = 8 * 1024 * 1024;

/** What came of one exchange with a provider; `latencyMs` is from the request to the answer's end. */
export type WholeExchange = ExchangeOutcome & { latencyMs: number };

type ExchangeOutcome =
  | { state: "answered"; status: number; headers: UpstreamHeaders; bytes: Uint8Array<ArrayBuffer> }
  | { state: "failed"; errorClass: ErrorClass; detail: string };

export interface OneRequest {
  kind: ProviderKind;
  request: Omit<UpstreamRequest, "connectTimeoutMs">;
  /** From the request to the end of the answer, milliseconds. */
  timeoutMs: number;
}

/** Sends one request to a provider and gathers its answer. Never rejects; an abort is a timeout. */
export function sendOnce(gateway: Gateway, sent: OneRequest, signal: AbortSignal): Promise<WholeExchange> {
  const { dependencies: { clock, upstreamFor }, wheel } = gateway;
  const startMs = clock.monotonic();
  const { promise, resolve } = Promise.withResolvers<WholeExchange>();
  let upstream: UpstreamExchange | null = null;
  const settle = (result: ExchangeOutcome) => {
    timer.cancel();
    signal.removeEventListener("abort", cut);
    upstream?.abort();
    resolve({ ...result, latencyMs: clock.monotonic() - startMs });
  };
  const late = `no answer within ${sent.timeoutMs / 1_000} s`;
  const cut = () => settle({ state: "failed", errorClass: "timeout", detail: late });
  const timer = wheel.schedule(sent.timeoutMs, cut);
  signal.addEventListener("abort", cut, { once: true });
  const held = new HeldBytes();
  let head: { status: number; headers: UpstreamHeaders } = { status: 0, headers: { get: () => null } };
  upstream = upstreamFor(sent.kind).send({ ...sent.request, connectTimeoutMs: sent.timeoutMs }, {
    head: (status, headers) => head = { status, headers },
    data: (chunk) => {
      if (held.length + chunk.length <= ANSWER_BYTES_MAX) held.append(chunk);
      else settle({ state: "failed", errorClass: "malformed", detail: "the answer is larger than 8 MiB" });
    },
    end: () => settle({ state: "answered", ...head, bytes: held.take() }),
    error: ({ errorClass, detail }) => settle({ state: "failed", errorClass, detail }),
  });
  return promise;
}
