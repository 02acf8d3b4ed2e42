import type { ClientCodec } from "../../translation/client_codec.ts";
import { readConversation } from "./read_conversation.ts";
import { ResponseStreamWriter } from "./stream_writer.ts";
import { writeAnswer } from "./write_answer.ts";

/** Responses, read and written where the provider speaks something else. */
export const openaiResponsesCodec: ClientCodec = {
  readConversation,
  writeAnswer,
  streamWriter: (context) => new ResponseStreamWriter(context),
};
