import type { Buffer } from "node:buffer";
import {
  type BrotliDecompress,
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  type Gunzip,
  type Inflate,
  type InflateRaw,
} from "node:zlib";

/** A content coding that can be undone; zstd is none, since its decoder here drops all but the first frame in silence. */
export type ContentCoding = "gzip" | "deflate" | "br";

/** Who hears of a decoded body. `room` comes after `write` has said that there is none. */
export interface DecoderListener {
  data(chunk: Uint8Array<ArrayBuffer>): void;
  room(): void;
  end(): void;
  corrupt(detail: string): void;
}

/** Reads a `content-encoding`: the codings in the order they were applied, or null if one of them cannot be undone. */
export function readContentCodings(value: string | null): ContentCoding[] | null {
  const codings: ContentCoding[] = [];
  for (const part of value?.toLowerCase().split(",") ?? []) {
    const name = part.trim();
    if (name === "" || name === "identity") continue;
    const coding = name === "x-gzip" ? "gzip" : name;
    if (coding !== "gzip" && coding !== "deflate" && coding !== "br") return null;
    codings.push(coding);
  }
  // Nobody codes thrice; a long list is somebody who wants to keep us busy.
  return codings.length <= CODINGS_MAX ? codings : null;
}

const CODINGS_MAX = 2;

/**
 * Undoes content codings as the body comes: what can be decoded is told at once, not at the end of a block. It holds no
 * more than its buffers (some 100 KiB each coding), however much a few bytes unpack to: while paused nothing is unpacked.
 *
 * A brotli body that its own framing declares whole, and is not, ends like a whole one: the decoder here does not tell.
 */
export class BodyDecoder {
  /** The last of them is the one that tells what came out; the first takes what came in. */
  readonly #stages: Stage[];
  readonly #listener: DecoderListener;
  #isOver = false;

  constructor(codings: ContentCoding[], listener: DecoderListener) {
    this.#listener = listener;
    this.#stages = codings.toReversed().map((coding) => new Stage(coding, (detail) => this.#corrupt(detail)));
    this.#stages.forEach((stage, index) => {
      const next = this.#stages[index + 1];
      if (next === undefined) stage.listen((chunk) => this.#tell(chunk), () => this.#end());
      else stage.feed(next);
    });
    this.#stages[0]!.onRoom = () => this.#listener.room();
  }

  /** False: there is no room for more until `room` is heard. */
  write(chunk: Uint8Array): boolean {
    return this.#stages[0]!.write(chunk);
  }

  /** The body is whole: `end` or `corrupt` follow. */
  end(): void {
    this.#stages[0]!.end();
  }

  pause(): void {
    this.#stages.at(-1)!.pause();
  }

  resume(): void {
    this.#stages.at(-1)!.resume();
  }

  /** Nothing more is told. */
  destroy(): void {
    this.#isOver = true;
    for (const stage of this.#stages) stage.destroy();
  }

  #tell(chunk: Buffer): void {
    // The decoder's chunk is a piece of a larger buffer, which it would keep alive.
    if (!this.#isOver) this.#listener.data(new Uint8Array(chunk));
  }

  #end(): void {
    if (this.#isOver) return;
    this.destroy();
    this.#listener.end();
  }

  #corrupt(detail: string): void {
    if (this.#isOver) return;
    this.destroy();
    this.#listener.corrupt(detail);
  }
}

type Decoder = Gunzip | Inflate | InflateRaw | BrotliDecompress;

/** One coding undone. Its decoder is made when its first byte is there, since `deflate` names two formats. */
class Stage {
  readonly #coding: ContentCoding;
  readonly #corrupt: (detail: string) => void;
  #decoder: Decoder | null = null;
  #listen: ((decoder: Decoder) => void) | null = null;
  #ended: () => void = () => {};
  #isPaused = false;
  onRoom: () => void = () => {};

  constructor(coding: ContentCoding, corrupt: (detail: string) => void) {
    this.#coding = coding;
    this.#corrupt = corrupt;
  }

  listen(data: (chunk: Buffer) => void, ended: () => void): void {
    this.#ended = ended;
    this.#listen = (decoder) => decoder.on("data", data).on("end", ended);
  }

  feed(next: Stage): void {
    next.onRoom = () => this.resume();
    this.listen((chunk) => {
      if (!next.write(chunk)) this.pause();
    }, () => next.end());
  }

  write(chunk: Uint8Array): boolean {
    if (chunk.length === 0) return true;
    return (this.#decoder ??= this.#create(chunk[0]!)).write(chunk);
  }

  end(): void {
    // A body without a byte is an empty one, whatever its coding: answers to HEAD and the like have such.
    if (this.#decoder === null) this.#ended();
    else this.#decoder.end();
  }

  pause(): void {
    this.#isPaused = true;
    this.#decoder?.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#decoder?.resume();
  }

  destroy(): void {
    this.#decoder?.destroy();
  }

  #create(firstByte: number): Decoder {
    const decoder = createDecoder(this.#coding, firstByte);
    decoder.on("error", () => this.#corrupt(`a body that is not ${this.#coding}`));
    decoder.on("drain", () => this.onRoom());
    this.#listen!(decoder);
    if (this.#isPaused) decoder.pause();
    return decoder;
  }
}

function createDecoder(coding: ContentCoding, firstByte: number): Decoder {
  const flushed = { flush: constants.Z_SYNC_FLUSH };
  switch (coding) {
    case "gzip":
      return createGunzip(flushed);
    case "br":
      return createBrotliDecompress({ flush: constants.BROTLI_OPERATION_FLUSH });
    case "deflate":
      // Meant is zlib's format; some servers send the bare one. The first byte of zlib's names the method, 8.
      return (firstByte & 0x0f) === 8 ? createInflate(flushed) : createInflateRaw(flushed);
  }
}
