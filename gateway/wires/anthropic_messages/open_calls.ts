import type { AnswerPart } from "../../translation/answer_part.ts";
import { asString } from "../untyped.ts";

type Emit = (part: AnswerPart) => void;

/** Numbers an answer's tool calls 0, 1, 2 in the order they begin, whatever the provider's own block numbers are. */
export class OpenCalls {
  readonly #open = new Map<unknown, OpenCall>();
  #count = 0;

  /** A message begins or ends: the block numbers so far are of no more use, calls are numbered on. */
  restart(emit: Emit): void {
    for (const block of [...this.#open.keys()]) this.end(block, emit);
  }

  begin(block: unknown, fields: Record<string, unknown>, emit: Emit): void {
    this.end(block, emit);
    const call = this.#count++;
    this.#open.set(block, { call, input: fields["input"], hasArguments: false });
    const [id, name] = [asString(fields["id"]) ?? "", asString(fields["name"]) ?? ""];
    emit({ type: "tool_call", call, id, name, signature: null });
  }

  /** Nothing comes of a piece that says nothing, or of a block that is no call of the client's tools. */
  arguments(block: unknown, piece: unknown, emit: Emit): void {
    const open = this.#open.get(block);
    if (open === undefined || typeof piece !== "string" || piece === "") return;
    open.hasArguments = true;
    emit({ type: "tool_arguments", call: open.call, json: piece });
  }

  /** A call whose arguments never came has those that it began with, or none, which is `{}` to clients that parse them. */
  end(block: unknown, emit: Emit): void {
    const open = this.#open.get(block);
    this.#open.delete(block);
    if (open === undefined || open.hasArguments) return;
    emit({ type: "tool_arguments", call: open.call, json: JSON.stringify(open.input ?? {}) });
  }
}

interface OpenCall {
  call: number;
  input: unknown;
  hasArguments: boolean;
}
