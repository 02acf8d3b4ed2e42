import type { ErrorClass } from "../../shared/contracts/error_class.ts";

/** One HTTP request to a provider, its body whole. */
export interface UpstreamRequest {
  method: "POST" | "GET";
  url: string;
  /** Lower-case names. Content-length and host are the implementation's business. */
  headers: Readonly<Record<string, string>>;
  body: Uint8Array<ArrayBuffer> | null;
  /** Until the connection stands, milliseconds; other timeouts are the caller's, by `abort`. */
  connectTimeoutMs: number;
}

/** Reads a header of an answer by its lower-case name. */
export interface UpstreamHeaders {
  get(name: string): string | null;
}

/** Why an exchange broke: only faults below HTTP, a status is never one. `detail` is for the record, without secrets. */
export interface UpstreamFault {
  errorClass: Extract<ErrorClass, "connection" | "timeout" | "malformed">;
  detail: string;
}

/** Who hears of an answer: `head` once, `data` any number of times, then `end` or `error` once, and nothing after. */
export interface UpstreamSink {
  head(status: number, headers: UpstreamHeaders): void;
  /** Decoded body bytes (content codings undone); the sink may keep them. */
  data(chunk: Uint8Array<ArrayBuffer>): void;
  end(): void;
  error(fault: UpstreamFault): void;
}

/** An exchange under way. */
export interface UpstreamExchange {
  /** Stops `data` soon (what is already read may still come), so that backpressure reaches the provider. */
  pause(): void;
  resume(): void;
  /** Closes the connection at once; the sink hears nothing more. Safe to call twice and after the end. */
  abort(): void;
}

/** Sends requests to providers, push style, so that implementations (`fetch`, sockets, the mock) are interchangeable. */
export interface Upstream {
  /** Never throws: faults come through `sink.error`, never before `send` has returned. */
  send(request: UpstreamRequest, sink: UpstreamSink): UpstreamExchange;
  /** Aborts every exchange and frees the connections. */
  close(): Promise<void>;
}
