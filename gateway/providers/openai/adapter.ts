import type { ProviderKind } from "../../../shared/contracts/provider_kind.ts";
import type { ProviderAdapter } from "../provider_adapter.ts";
import { openaiStatusFault } from "../../wires/openai_chat/errors.ts";
import { prepareOpenaiRequest } from "../../wires/openai_chat/request.ts";
import { openaiAnswer } from "../../wires/openai_chat/response.ts";
import { OpenaiAnswerStream } from "../../wires/openai_chat/stream.ts";

/** Speaks to OpenAI; `openai_compatible` is the same wire at another base URL, perhaps without a credential. */
export function openaiAdapter(kind: Extract<ProviderKind, "openai" | "openai_compatible">): ProviderAdapter {
  return {
    kind,
    // A server of one's own (vLLM, Ollama) often asks for none.
    needsSecret: kind === "openai",
    prepare: (call) => prepareOpenaiRequest(call),
    answer: openaiAnswer,
    answerStream: (call, sink) => new OpenaiAnswerStream(call, sink),
    fault: openaiStatusFault,
  };
}
