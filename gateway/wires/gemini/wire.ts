import type { Wire, WireDependencies } from "../wire.ts";
import { geminiStatusFault } from "./errors.ts";
import { geminiRequest } from "./request.ts";
import { geminiAnswer } from "./response.ts";
import { geminiAnswerStream } from "./stream.ts";

/** Gemini's own API, `generateContent` and `streamGenerateContent`. No client dialect is its own: all are translated. */
export function geminiWire(dependencies: WireDependencies): Wire {
  return {
    request: geminiRequest,
    answer: (call, bytes) => geminiAnswer(call, bytes, dependencies),
    answerStream: (call, sink) => geminiAnswerStream(call, sink, dependencies),
    fault: geminiStatusFault,
  };
}
