import type { ClientCodec } from "../../translation/client_codec.ts";

// Being built.
const missing = (): never => {
  throw new Error("openai_chat cannot be translated yet");
};
export const openaiChatCodec: ClientCodec = { readConversation: missing, writeAnswer: missing, streamWriter: missing };
