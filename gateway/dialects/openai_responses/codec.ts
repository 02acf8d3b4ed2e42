import type { ClientCodec } from "../../translation/client_codec.ts";

// Being built.
const missing = (): never => {
  throw new Error("openai_responses cannot be translated yet");
};
export const openaiResponsesCodec: ClientCodec = {
  readConversation: missing,
  writeAnswer: missing,
  streamWriter: missing,
};
