import { HeldBytes } from "../streams/held_bytes.ts";
import type { ProviderFault } from "./wire.ts";
import { asObject, parseJson } from "./untyped.ts";

/** As much of a body that is no event stream as is worth reading: an error. */
const BODY_BYTES_MAX = 1024 * 1024;

/** Tells an answer that is JSON or a page, although a stream was asked for, from an event stream by its first byte. */
export class UnstreamedBody {
  #kind: "unknown" | "events" | "unstreamed" = "unknown";
  /** Null for an event stream. */
  #held: HeldBytes | null = null;

  /** Takes a chunk of the body; true when the body is no event stream, so that the chunk is nobody else's business. */
  takes(chunk: Uint8Array<ArrayBuffer>): boolean {
    if (this.#kind === "unknown") {
      const first = chunk.find((byte) => byte > SPACE);
      if (first !== undefined) this.#kind = first === OPEN_BRACE || first === LESS_THAN ? "unstreamed" : "events";
    }
    if (this.#kind !== "unstreamed") return false;
    const held = this.#held ??= new HeldBytes();
    if (held.length < BODY_BYTES_MAX) held.append(chunk);
    return true;
  }

  get isUnstreamed(): boolean {
    return this.#kind === "unstreamed";
  }

  /** What such a body comes to: the error that it tells of, read by `readFault`, or a malformed answer. */
  fault(readFault: (body: Record<string, unknown>) => ProviderFault | null): ProviderFault {
    const body = asObject(parseJson(new TextDecoder().decode(this.#held?.take())));
    return (body === null ? null : readFault(body)) ??
      malformedFault("the answer to a streamed request is no event stream");
  }
}

/** The fault of an answer that cannot be understood, or that ended before its terminal. */
export function malformedFault(message: string): ProviderFault {
  return { errorClass: "malformed", status: null, message, retryAfterMs: null, clientBody: null };
}

const SPACE = 0x20;
const OPEN_BRACE = 0x7b;
const LESS_THAN = 0x3c;
