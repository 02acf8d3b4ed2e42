import type { AnswerPart } from "../../translation/answer_part.ts";
import type { Signature } from "../../translation/conversation.ts";
import { asObject, asText } from "../untyped.ts";

type Emit = (part: AnswerPart) => void;
type Fields = Record<string, unknown>;

/**
 * Reads the pieces of tool calls and numbers the calls 0, 1, 2 in the order they begin, whatever index the provider gives
 * them. A piece with a name and another id than its index had begins a new call: some servers give every call the index
 * 0, and some give every piece an id of its own.
 */
export class ToolCallReader {
  readonly #newId: () => string;
  readonly #signatureOf: (id: string) => Signature | null;
  readonly #open = new Map<unknown, OpenCall>();
  readonly #begun: OpenCall[] = [];

  /** `newId`: an id for a call without one; `signatureOf`: what signs the call of an id. */
  constructor(newId: () => string, signatureOf: (id: string) => Signature | null) {
    this.#newId = newId;
    this.#signatureOf = signatureOf;
  }

  get count(): number {
    return this.#begun.length;
  }

  /** Whether there is a call whose name never came: nobody could answer it. */
  get hasNameless(): boolean {
    return [...this.#open.values()].some((call) => call.number === null && (call.id !== null || call.held !== ""));
  }

  /** Reads `tool_calls` of a delta or a message; anything that is no list says nothing. */
  readCalls(value: unknown, emit: Emit): void {
    if (!Array.isArray(value)) return;
    value.forEach((item, position) => {
      const call = asObject(item);
      if (call !== null) {
        this.#readPiece(call["index"] ?? position, asText(call["id"]), asObject(call["function"]), emit);
      }
    });
  }

  /** Reads `function_call`, which there was before there were tools: one call, without an id. */
  readFunctionCall(value: unknown, emit: Emit): void {
    const called = asObject(value);
    if (called !== null) this.#readPiece("function_call", null, called, emit);
  }

  /** Nothing more comes: a call that got no arguments has none. */
  end(emit: Emit): void {
    for (const call of this.#begun) if (!call.hasArguments) emit(argumentsPart(call, "{}"));
  }

  #readPiece(index: unknown, id: string | null, called: Fields | null, emit: Emit): void {
    const name = asText(called?.["name"]);
    const call = this.#callAt(index, id, name);
    call.id ??= id;
    if (call.number === null && name !== null) this.#begin(call, name, emit);
    const json = argumentsOf(called?.["arguments"]);
    if (json === "") return;
    if (call.number === null) call.held += json;
    else send(call, json, emit);
  }

  #callAt(index: unknown, id: string | null, name: string | null): OpenCall {
    const known = this.#open.get(index);
    if (known !== undefined && !isAnother(known, id, name)) return known;
    const call: OpenCall = { number: null, id: null, held: "", hasArguments: false };
    this.#open.set(index, call);
    return call;
  }

  /** A call begins with its name, which need not come first. */
  #begin(call: OpenCall, name: string, emit: Emit): void {
    const id = call.id ?? this.#newId();
    call.number = this.#begun.length;
    this.#begun.push(call);
    emit({ type: "tool_call", call: call.number, id, name, signature: this.#signatureOf(id) });
    if (call.held !== "") send(call, call.held, emit);
  }
}

interface OpenCall {
  /** Null until it has a name. */
  number: number | null;
  /** As the provider gives it; null until it does. */
  id: string | null;
  /** Arguments that came before the name. */
  held: string;
  hasArguments: boolean;
}

function isAnother(known: OpenCall, id: string | null, name: string | null): boolean {
  return known.number !== null && name !== null && id !== null && known.id !== null && id !== known.id;
}

function send(call: OpenCall, json: string, emit: Emit): void {
  call.hasArguments = true;
  emit(argumentsPart(call, json));
}

function argumentsPart(call: OpenCall, json: string): AnswerPart {
  return { type: "tool_arguments", call: call.number!, json };
}

/** Some servers send the object itself. */
function argumentsOf(value: unknown): string {
  if (typeof value === "string") return value;
  return asObject(value) === null ? "" : JSON.stringify(value);
}
