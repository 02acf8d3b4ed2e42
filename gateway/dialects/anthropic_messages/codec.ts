import type { ClientCodec } from "../../translation/client_codec.ts";

// Being built.
const missing = (): never => {
  throw new Error("anthropic_messages cannot be translated yet");
};
export const anthropicMessagesCodec: ClientCodec = {
  readConversation: missing,
  writeAnswer: missing,
  streamWriter: missing,
};
