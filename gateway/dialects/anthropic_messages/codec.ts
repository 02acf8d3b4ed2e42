import type { ClientCodec } from "../../translation/client_codec.ts";
import { MessageStreamWriter } from "./message_stream_writer.ts";
import { readConversation } from "./read_conversation.ts";
import { writeAnswer } from "./write_answer.ts";

/** Anthropic's messages, where the provider does not speak them. */
export const anthropicMessagesCodec: ClientCodec = {
  readConversation,
  writeAnswer,
  streamWriter: (context) => new MessageStreamWriter(context),
};
