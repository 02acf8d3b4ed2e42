import { Buffer } from "node:buffer";
import { type BodyFraming, readBodyFraming } from "./body_framing.ts";
import { ChunkedBody } from "./chunked_body.ts";
import { keptCopy } from "../streams/small_bytes.ts";
import { readResponseHead, type ResponseHead } from "./response_head.ts";

/** Who hears what an answer is made of: a head, then, after any number of pieces of its body, one end. */
export interface AnswerListener {
  head(head: ResponseHead): void;
  /** `reusable`: whether the connection may carry another request. */
  whole(reusable: boolean): void;
  malformed(detail: string): void;
}

/** Who hears the pieces of a body. */
export interface BodyListener {
  /** The listener may keep it. */
  data(chunk: Uint8Array<ArrayBuffer>): void;
}

/** The largest head, interim ones included. */
export const HEAD_BYTES_MAX = 64 * 1024;

/** Reads the HTTP/1.1 answers of one connection, one after another, from its bytes, however they are cut. */
export class AnswerParser {
  readonly #listener: AnswerListener;
  #bodyListener: BodyListener;
  #part: BodyFraming["kind"] | "head" | "over" = "head";
  /** The beginning of a head whose end has not come. */
  #held: Uint8Array<ArrayBuffer> | null = null;
  #headBytes = 0;
  #left = 0;
  #chunked: ChunkedBody | null = null;
  #reusable = false;

  constructor(listener: AnswerListener, bodyListener: BodyListener) {
    this.#listener = listener;
    this.#bodyListener = bodyListener;
  }

  /** The next answer is read, when the one before was whole. */
  begin(bodyListener: BodyListener): void {
    this.#bodyListener = bodyListener;
    this.#part = "head";
    this.#headBytes = 0;
  }

  /** Nothing more is told, and nobody is kept who might hear it. */
  stop(): void {
    this.#part = "over";
    this.#bodyListener = NOBODY;
  }

  /** Reads what has come, the first `length` of `bytes`; they are written over, and not kept. */
  push(bytes: Uint8Array<ArrayBuffer>, length: number): void {
    if (this.#part === "chunked") this.#readChunks(bytes, 0, length);
    else if (this.#part === "head") this.#readBegin(bytes, length);
    else this.#readBody(bytes, 0, length);
  }

  /** Tells whether an answer is whole when its connection ends here, and what it ended in. */
  closed(): "whole" | "before_head" | "in_head" | "in_body" {
    if (this.#part === "until_close") return "whole";
    if (this.#part !== "head") return "in_body";
    return this.#headBytes === 0 && this.#held === null ? "before_head" : "in_head";
  }

  #readBegin(bytes: Uint8Array<ArrayBuffer>, length: number): void {
    if (this.#held === null) return this.#readHeads(bytes, length);
    const whole = joined(this.#held, bytes, length);
    this.#held = null;
    this.#readHeads(whole, whole.length);
  }

  #readHeads(bytes: Uint8Array<ArrayBuffer>, to: number): void {
    let from = 0;
    while (this.#part === "head" && from >= 0) from = this.#readHead(bytes, from, to);
    // There may be an end without a single byte behind the head.
    if (from < 0 || this.#part === "head") return;
    if (this.#part === "none") return this.#finish(from === to);
    if (from < to) this.#readBody(bytes, from, to);
  }

  /** Returns where the head ends, or -1 when it does not here. */
  #readHead(bytes: Uint8Array<ArrayBuffer>, from: number, to: number): number {
    const end = endOfHead(bytes, from, to);
    const length = (end < 0 ? to : end + 4) - from;
    if (this.#headBytes + length > HEAD_BYTES_MAX) return this.#refuse("a head that is too large");
    if (end < 0) return this.#hold(bytes, from, to);
    this.#headBytes += length;
    const reading = readResponseHead(latin1(bytes, from, end));
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
  #hold(bytes: Uint8Array<ArrayBuffer>, from: number, to: number): number {
    const start = latin1(bytes, from, Math.min(from + PROTOCOL.length, to));
    if (!PROTOCOL.startsWith(start)) return this.#refuse("something that is not HTTP");
    if (latin1(bytes, from, to).includes("\n\n")) return this.#refuse("lines that do not end in CRLF");
    this.#held = from < to ? bytes.slice(from, to) : null;
    return -1;
  }

  #begin(framing: BodyFraming, reusable: boolean): void {
    this.#part = framing.kind;
    this.#reusable = reusable;
    if (framing.kind === "length") this.#left = framing.length;
    this.#chunked = framing.kind === "chunked" ? new ChunkedBody() : null;
  }

  #readBody(bytes: Uint8Array<ArrayBuffer>, from: number, to: number): void {
    switch (this.#part) {
      case "length":
        return this.#readLength(bytes, from, to);
      case "chunked":
        return this.#readChunks(bytes, from, to);
      case "until_close":
        return this.#bodyListener.data(keptCopy(bytes, from, to));
    }
  }

  #readLength(bytes: Uint8Array<ArrayBuffer>, from: number, to: number): void {
    const taken = Math.min(this.#left, to - from);
    this.#left -= taken;
    this.#bodyListener.data(keptCopy(bytes, from, from + taken));
    if (this.#left === 0) this.#finish(from + taken === to);
  }

  #readChunks(bytes: Uint8Array<ArrayBuffer>, from: number, to: number): void {
    const chunked = this.#chunked!;
    const state = chunked.read(bytes, from, to);
    const { start, end, next } = chunked;
    if (end > start) this.#bodyListener.data(keptCopy(bytes, start, end));
    if (state === "more") return;
    if (state === "malformed") this.#refuse("a chunk that is none");
    else this.#finish(next === to);
  }

  /** `clean`: nothing came behind the answer, where nothing was asked for. */
  #finish(clean: boolean): void {
    if (this.#part === "over") return;
    // An idle connection would keep all that is left of its last request.
    this.stop();
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

const NOBODY: BodyListener = { data: () => {} };

const PROTOCOL = "HTTP/1.";
const LF = 0x0a;
const CR = 0x0d;

/** Where the line break and the empty line begin that end a head; -1 when they are not there. */
function endOfHead(bytes: Uint8Array, from: number, to: number): number {
  // Looks at the last of the four bytes, and leaps as far as what is there lets it.
  let at = from + 3;
  while (at < to) {
    const byte = bytes[at]!;
    if (byte === LF) {
      if (bytes[at - 1] === CR && bytes[at - 2] === LF && bytes[at - 3] === CR) return at - 3;
      at += 2;
    } else at += byte === CR ? 1 : 4;
  }
  return -1;
}

/** A method that needs no `Buffer` of the bytes: making one costs as much again, and one for each answer adds up. */
const latin1Slice: (this: Uint8Array, start: number, end: number) => string = Buffer.prototype.latin1Slice;

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return latin1Slice.call(bytes, start, end);
}

function joined(held: Uint8Array, bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(held.length + length);
  whole.set(held);
  whole.set(bytes.subarray(0, length), held.length);
  return whole;
}
