import type { AnswerFacts, AnswerStreamSink, ProviderCall, ProviderFault, Wire } from "../wire.ts";

/** How an adapter's answer stream went. */
export interface StreamOutcome {
  /** All bytes for the client, the terminal's included. */
  bytes: Uint8Array<ArrayBuffer>;
  frames: number;
  /** Whether any bytes were said to bear content. */
  content: boolean;
  terminal: boolean;
  fault: ProviderFault | null;
  facts: AnswerFacts;
}

/** Runs a stream through a wire, in the chunks given, and checks the sink's contract on the way. */
export function runStream(
  wire: Pick<Wire, "answerStream">,
  call: ProviderCall,
  chunks: Iterable<Uint8Array>,
): StreamOutcome {
  const sink = new CollectingSink();
  const stream = wire.answerStream(call, sink);
  for (const chunk of chunks) stream.push(new Uint8Array(chunk));
  stream.end();
  return { ...sink.outcome(), facts: stream.facts };
}

class CollectingSink implements AnswerStreamSink {
  readonly #pieces: Uint8Array[] = [];
  #frames = 0;
  #content = false;
  #terminal = false;
  #fault: ProviderFault | null = null;

  bytes(bytes: Uint8Array<ArrayBuffer>, frames: number, content: boolean): void {
    this.#mustBeUnderWay();
    this.#pieces.push(bytes.slice());
    this.#frames += frames;
    this.#content ||= content;
  }

  terminal(bytes: Uint8Array<ArrayBuffer>): void {
    this.#mustBeUnderWay();
    this.#pieces.push(bytes.slice());
    this.#terminal = true;
  }

  fault(fault: ProviderFault): void {
    this.#mustBeUnderWay();
    this.#fault = fault;
  }

  outcome(): Omit<StreamOutcome, "facts"> {
    const bytes = new Uint8Array(this.#pieces.reduce((length, piece) => length + piece.length, 0));
    let offset = 0;
    for (const piece of this.#pieces) {
      bytes.set(piece, offset);
      offset += piece.length;
    }
    return { bytes, frames: this.#frames, content: this.#content, terminal: this.#terminal, fault: this.#fault };
  }

  #mustBeUnderWay(): void {
    if (this.#terminal || this.#fault !== null) throw new Error("the sink was called after the stream's end");
  }
}
