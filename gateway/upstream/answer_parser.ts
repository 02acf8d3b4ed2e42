import { Buffer } from "node:buffer";
import { type BodyFraming, readBodyFraming } from "./body_framing.ts";
import { ChunkedBody } from "./chunked_body.ts";
import { readResponseHead, type ResponseHead } from "./response_head.ts";

/** Who hears what an answer is made of: a head, any number of pieces of its body, then one end. */
export interface AnswerListener {
  head(head: ResponseHead): void;
  /** The listener may keep it. */
  data(chunk: Uint8Array<ArrayBuffer>): void;
  /** `reusable`: whether the connection may carry another request. */
  whole(reusable: boolean): void;
  malformed(detail: string): void;
}

/** The largest head, interim ones included. */
export const HEAD_BYTES_MAX = 64 * 1024;

/** Reads one HTTP/1.1 answer from the bytes of its connection, however they are cut. */
export class AnswerParser {
  readonly #listener: AnswerListener;
  #part: BodyFraming["kind"] | "head" | "over" = "head";
  /** The beginning of a head whose end has not come. */
  #held: Buffer | null = null;
  #headBytes = 0;
  #left = 0;
  #chunked: ChunkedBody | null = null;
  #reusable = false;

  constructor(listener: AnswerListener) {
    this.#listener = listener;
  }

  /** Nothing more is told. */
  stop(): void {
    this.#part = "over";
  }

  /** Reads what has come; `bytes` are written over, and not kept. */
  push(bytes: Buffer): void {
    let from = 0;
    if (this.#part === "head") {
      const whole = this.#held === null ? bytes : Buffer.concat([this.#held, bytes]);
      this.#held = null;
      while (this.#part === "head" && from >= 0) {
        bytes = whole;
        from = this.#readHead(whole, from);
      }
      // There may be an end without a single byte behind the head.
      if (from < 0 || this.#part === "head") return;
      if (this.#part === "none") return this.#finish(from === bytes.length);
    }
    if (from < bytes.length) this.#readBody(bytes, from);
  }

  /** Tells whether an answer is whole when its connection ends here, and what it ended in. */
  closed(): "whole" | "before_head" | "in_head" | "in_body" {
    if (this.#part === "until_close") return "whole";
    if (this.#part !== "head") return "in_body";
    return this.#headBytes === 0 && this.#held === null ? "before_head" : "in_head";
  }

  /** Returns where the head ends, or -1 when it does not here. */
  #readHead(bytes: Buffer, from: number): number {
    const end = bytes.indexOf("\r\n\r\n", from, "latin1");
    const length = (end < 0 ? bytes.length : end + 4) - from;
    if (this.#headBytes + length > HEAD_BYTES_MAX) return this.#refuse("a head that is too large");
    if (end < 0) return this.#hold(bytes, from);
    this.#headBytes += length;
    const reading = readResponseHead(bytes.toString("latin1", from, end));
    if (reading.state === "malformed") return this.#refuse(reading.detail);
    const { head } = reading;
    if (head.status === 101) return this.#refuse("another protocol, which was not asked for");
    // An interim answer: the real one follows.
    if (head.status < 200) return end + 4;
    const framing = readBodyFraming(head);
    if (framing.state === "malformed") return this.#refuse(framing.detail);
    this.#begin(framing.framing, framing.reusable);
    this.#listener.head(head);
    return end + 4;
  }

  /** Keeps the beginning of a head, unless it can be seen already that it is none. */
  #hold(bytes: Buffer, from: number): number {
    const start = bytes.toString("latin1", from, from + PROTOCOL.length);
    if (!PROTOCOL.startsWith(start)) return this.#refuse("something that is not HTTP");
    if (bytes.includes("\n\n", from, "latin1")) return this.#refuse("lines that do not end in CRLF");
    this.#held = from < bytes.length ? Buffer.from(bytes.subarray(from)) : null;
    return -1;
  }

  #begin(framing: BodyFraming, reusable: boolean): void {
    this.#part = framing.kind;
    this.#reusable = reusable;
    if (framing.kind === "length") this.#left = framing.length;
    if (framing.kind === "chunked") this.#chunked = new ChunkedBody();
  }

  #readBody(bytes: Buffer, from: number): void {
    switch (this.#part) {
      case "length":
        return this.#readLength(bytes, from);
      case "chunked":
        return this.#readChunks(bytes, from);
      case "until_close":
        return this.#tell(bytes, from, bytes.length);
    }
  }

  #readLength(bytes: Buffer, from: number): void {
    const taken = Math.min(this.#left, bytes.length - from);
    this.#left -= taken;
    this.#tell(bytes, from, from + taken);
    if (this.#left === 0) this.#finish(from + taken === bytes.length);
  }

  #readChunks(bytes: Buffer, from: number): void {
    const { state, start, end, next } = this.#chunked!.read(bytes, from);
    this.#tell(bytes, start, end);
    if (state === "malformed") this.#refuse("a chunk that is none");
    else if (state === "done") this.#finish(next === bytes.length);
  }

  #tell(bytes: Buffer, start: number, end: number): void {
    if (end > start) this.#listener.data(new Uint8Array(bytes.subarray(start, end)));
  }

  /** `clean`: nothing came behind the answer, where nothing was asked for. */
  #finish(clean: boolean): void {
    if (this.#part === "over") return;
    this.#part = "over";
    this.#listener.whole(this.#reusable && clean);
  }

  #refuse(detail: string): -1 {
    if (this.#part !== "over") {
      this.#part = "over";
      this.#listener.malformed(detail);
    }
    return -1;
  }
}

const PROTOCOL = "HTTP/1.";
