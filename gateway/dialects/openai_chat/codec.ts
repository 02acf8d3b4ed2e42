import type { ClientCodec } from "../../translation/client_codec.ts";
import { readConversation } from "./read_conversation.ts";
import { ChatStreamWriter } from "./stream_writer.ts";
import { writeAnswer } from "./write_answer.ts";

/** Chat completions, read and written where the provider speaks something else. */
export const openaiChatCodec: ClientCodec = {
  readConversation,
  writeAnswer,
  streamWriter: (context) => new ChatStreamWriter(context),
};
