import type OpenAI from "openai";

type CallDelta = OpenAI.ChatCompletionChunk.Choice.Delta.ToolCall;

/** Numbers a stream's tool calls 0, 1, 2 in the order they begin, whatever the provider's own block numbers are. */
export class ToolCallNumbers {
  readonly #open = new Map<unknown, OpenCall>();
  #count = 0;

  /** A message begins: its block numbers have nothing to do with those before, its calls are numbered on. */
  restart(): void {
    this.#open.clear();
  }

  begin(block: unknown, call: { id: string; name: string; input: unknown }): CallDelta {
    const index = this.#count++;
    this.#open.set(block, { index, input: call.input, hasArguments: false });
    return { index, id: call.id, type: "function", function: { name: call.name, arguments: "" } };
  }

  /** Null for a piece that says nothing, or of a block that is no call of the client's tools. */
  arguments(block: unknown, piece: string): CallDelta | null {
    const call = this.#open.get(block);
    if (call === undefined || piece === "") return null;
    call.hasArguments = true;
    return { index: call.index, function: { arguments: piece } };
  }

  /** A call whose arguments never came has those that it began with, or none, which is `{}` to clients that parse them. */
  end(block: unknown): CallDelta | null {
    const call = this.#open.get(block);
    this.#open.delete(block);
    if (call === undefined || call.hasArguments) return null;
    return { index: call.index, function: { arguments: JSON.stringify(call.input ?? {}) } };
  }
}

interface OpenCall {
  index: number;
  input: unknown;
  hasArguments: boolean;
}
