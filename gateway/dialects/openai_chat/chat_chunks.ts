import type OpenAI from "openai";
import type { ReasoningDetail } from "./reasoning_details.ts";

/** What compatible providers say beside OpenAI's own fields: thinking, its signatures, and where text comes from. */
export interface ChatExtensions {
  reasoning_content?: string;
  reasoning_details?: ReasoningDetail[];
  annotations?: OpenAI.ChatCompletionMessage.Annotation[];
}

/** A delta of a streamed completion. */
export type ChatDelta = OpenAI.ChatCompletionChunk.Choice.Delta & ChatExtensions;

/** What every chunk of one completion says alike. */
export interface ChunkIdentity {
  id: string;
  /** Seconds since the Unix epoch. */
  created: number;
  model: string;
  /** Whether the client asked for usage: every chunk but the last then says that it has none. */
  usageAsked: boolean;
}

/** Writes the events of a streamed chat completion. */
export class ChatChunks {
  readonly #head: string;
  readonly #tail: string;
  readonly #textHead: string;
  readonly #textTail: string;

  constructor(identity: ChunkIdentity) {
    const { id, created, model, usageAsked } = identity;
    this.#head = `data: {"id":${JSON.stringify(id)},"object":"chat.completion.chunk","created":${created},"model":${
      JSON.stringify(model)
    },"choices":[`;
    this.#tail = usageAsked ? ',"usage":null}\n\n' : "}\n\n";
    this.#textHead = `${this.#head}{"index":0,"delta":{"content":`;
    this.#textTail = `},"logprobs":null,"finish_reason":null}]${this.#tail}`;
  }

  delta(delta: ChatDelta): string {
    return `${this.#head}{"index":0,"delta":${
      JSON.stringify(delta)
    },"logprobs":null,"finish_reason":null}]${this.#tail}`;
  }

  /** The same as a delta of `content` alone, which nearly all are. */
  text(content: string): string {
    return `${this.#textHead}${JSON.stringify(content)}${this.#textTail}`;
  }

  finish(reason: NonNullable<OpenAI.ChatCompletionChunk.Choice["finish_reason"]>): string {
    return `${this.#head}{"index":0,"delta":{},"logprobs":null,"finish_reason":"${reason}"}]${this.#tail}`;
  }

  usage(usage: OpenAI.CompletionUsage): string {
    return `${this.#head}],"usage":${JSON.stringify(usage)}}\n\n`;
  }
}
