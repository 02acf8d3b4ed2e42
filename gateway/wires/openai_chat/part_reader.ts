import type { AnswerPart } from "../../translation/answer_part.ts";
import type { PartReader } from "../../translation/part_reader.ts";
import { type AnswerFacts, NO_FACTS, type ProviderFault } from "../wire.ts";
import { asCount, asObject, asString, asText } from "../untyped.ts";
import { openaiFault, readOpenaiError } from "./errors.ts";
import { mergeFacts, openaiFacts } from "./facts.ts";
import { readFinishReason } from "./read_finish_reason.ts";
import { ReasoningReader } from "./reasoning_reader.ts";
import { ToolCallReader } from "./tool_call_reader.ts";

type Emit = (part: AnswerPart) => void;
type Fields = Record<string, unknown>;

export interface ChatPartReaderOptions {
  /** The provider's credential, which no message may hold. */
  secret: string | null;
  /** An id for a call that has none. */
  newCallId(): string;
}

/**
 * Reads a chat completions stream into parts: the first choice alone, whatever else there is. `[DONE]` is the terminal; a
 * finish reason is not, since usage may follow it, and since the close of a dying provider looks the same.
 */
export class ChatPartReader implements PartReader {
  readonly #secret: string | null;
  readonly #reasoning = new ReasoningReader();
  readonly #calls: ToolCallReader;
  #facts: AnswerFacts = NO_FACTS;
  #isStarted = false;
  #finishReason: string | null = null;

  constructor({ secret, newCallId }: ChatPartReaderOptions) {
    this.#secret = secret;
    this.#calls = new ToolCallReader(newCallId, (id) => this.#reasoning.signatureOf(id));
  }

  get facts(): AnswerFacts {
    return this.#facts;
  }

  read(chunk: Fields, emit: Emit): ProviderFault | null {
    const error = readOpenaiError(chunk);
    if (error !== null) return openaiFault(error, this.#secret);
    this.#facts = mergeFacts(this.#facts, openaiFacts(chunk));
    const choice = firstChoice(chunk["choices"]);
    if (choice === null) return null;
    this.#start(chunk, emit);
    this.#readDelta(asObject(choice["delta"]) ?? {}, emit);
    this.#finishReason = asText(choice["finish_reason"]) ?? this.#finishReason;
    return readFinishReason(this.#finishReason, false) === "failed" ? brokenOff(this.#finishReason!) : null;
  }

  readMark(data: string, emit: Emit): boolean {
    // A call without a name is half an answer, whatever its provider says.
    if (data !== "[DONE]" || this.#calls.hasNameless) return false;
    this.#start({}, emit);
    this.#calls.end(emit);
    const reason = readFinishReason(this.#finishReason, this.#calls.count > 0);
    // A reason that says that it failed never comes as far as this.
    if (reason === "failed") return false;
    emit({ type: "finish", reason, stopSequence: null, tokens: this.#facts.tokens });
    return true;
  }

  /** Azure's first chunk has neither choices nor names: the answer starts with the first choice. */
  #start(chunk: Fields, emit: Emit): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    emit({ type: "start", id: asText(chunk["id"]), model: asText(chunk["model"]) });
  }

  #readDelta(delta: Fields, emit: Emit): void {
    const say = (part: AnswerPart) => {
      if (part.type !== "tool_arguments" && part.type !== "citation") this.#reasoning.endBlock();
      emit(part);
    };
    this.#reasoning.read(delta, emit);
    this.#readContent(delta["content"], emit, say);
    const refusal = asText(delta["refusal"]);
    if (refusal !== null) say({ type: "refusal", text: refusal });
    const annotations = Array.isArray(delta["annotations"]) ? delta["annotations"] : [];
    for (const annotation of annotations) readAnnotation(asObject(annotation), say);
    this.#calls.readFunctionCall(delta["function_call"], say);
    this.#calls.readCalls(delta["tool_calls"], say);
  }

  /** A text, or parts, as Mistral sends them: texts and thinking; what else there is says nothing by itself. */
  #readContent(content: unknown, think: Emit, say: Emit): void {
    if (typeof content === "string") {
      if (content !== "") say({ type: "text", text: content });
      return;
    }
    if (!Array.isArray(content)) return;
    for (const value of content) {
      const part = asObject(value) ?? {};
      if (part["type"] === "thinking") this.#reasoning.readContentPart(part, think);
      else if (part["type"] === "text") this.#readContent(asString(part["text"]), think, say);
    }
  }
}

/** The choice of index 0; one that has no index is the only one. */
function firstChoice(choices: unknown): Fields | null {
  if (!Array.isArray(choices)) return null;
  return choices.map(asObject).find((choice) => choice !== null && (choice["index"] ?? 0) === 0) ?? null;
}

function readAnnotation(annotation: Fields | null, emit: Emit): void {
  const cited = asObject(annotation?.["url_citation"]);
  const url = asText(cited?.["url"]);
  if (url === null) return;
  const start = asCount(cited?.["start_index"]);
  const end = asCount(cited?.["end_index"]);
  const span = start === null || end === null || end < start ? null : { start, end };
  const citedText = asText(cited?.["content"]);
  emit({ type: "citation", citation: { type: "url", url, title: asText(cited?.["title"]), citedText, span } });
}

function brokenOff(reason: string): ProviderFault {
  return {
    errorClass: reason.toLowerCase() === "error" ? "server_error" : "overloaded",
    status: null,
    message: `the provider broke the answer off (${reason})`,
    retryAfterMs: null,
    clientBody: null,
  };
}
