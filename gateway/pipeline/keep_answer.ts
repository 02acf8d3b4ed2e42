import { unshared } from "../streams/unshared.ts";
import type { AnswerFacts } from "../wires/wire.ts";
import type { Exchange } from "./exchange.ts";

/** Keeps a whole answer, given in pieces, where its route has a cache that wants it and it is not too large. */
export function keepAnswer(
  exchange: Exchange,
  pieces: readonly Uint8Array<ArrayBuffer>[],
  { tokens, modelServed }: AnswerFacts,
): void {
  const { cache, candidate, asked, droppedFields } = exchange;
  if (cache === null || cache.keep === null) return;
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (length > cache.answerBytesMax) return;
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const piece of pieces) {
    bytes.set(piece, offset);
    offset += piece.length;
  }
  const { provider, model } = candidate!.target;
  cache.keep({
    bytes,
    stream: asked!.facts.stream,
    target: { provider, model },
    modelServed,
    tokens,
    droppedFields: [...droppedFields],
  });
}

/** Gathers a streamed answer for the cache, and lets go of it as soon as it is too large to be kept. */
export class StreamKeeper {
  readonly #bytesMax: number;
  #pieces: Uint8Array<ArrayBuffer>[] | null = [];
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  append(piece: Uint8Array<ArrayBuffer>): void {
    if (this.#pieces === null) return;
    this.#bytes += piece.length;
    if (this.#bytes > this.#bytesMax) this.#pieces = null;
    else this.#pieces.push(unshared(piece));
  }

  /** Keeps what was gathered, if it is all there is. */
  keep(exchange: Exchange, facts: AnswerFacts): void {
    if (this.#pieces !== null) keepAnswer(exchange, this.#pieces, facts);
  }
}
