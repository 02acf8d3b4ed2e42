import type { ClientCodec } from "../../translation/client_codec.ts";
import { readConversation } from "./read_conversation.ts";

// Being built.
const missing = (): never => {
  throw new Error("openai_chat cannot be written yet");
};
export const openaiChatCodec: ClientCodec = { readConversation, writeAnswer: missing, streamWriter: missing };
