import type OpenAI from "openai";
import type { ThinkingPart, ToolCallPart, TurnPart } from "../../translation/conversation.ts";
import type { TranslationNotes } from "../../translation/translation_notes.ts";
import type { ServerTraits } from "./server_traits.ts";
import { reportCacheControl } from "./write_content.ts";

/** With the thinking that compatible servers want back. */
type AssistantMessage = OpenAI.ChatCompletionAssistantMessageParam & { reasoning_content?: string };

interface SaidParts {
  text: string;
  refusal: string;
  thinking: ThinkingPart[];
  calls: ToolCallPart[];
}

/**
 * Writes what the assistant said as one message; none where nothing is left. Thinking is given back to servers that take
 * it, beside calls alone, where it was not signed by somebody else; any other is reported as dropped.
 */
export function assistantMessage(
  parts: readonly TurnPart[],
  traits: ServerTraits,
  notes: TranslationNotes,
): AssistantMessage[] {
  const said = gather(parts, notes);
  const reasoning = reasoningOf(said, traits, notes);
  const refusal = traits.knowsNewFields ? said.refusal : "";
  const text = traits.knowsNewFields ? said.text : said.text + said.refusal;
  if (text === "" && refusal === "" && said.calls.length === 0) return [];
  const message: AssistantMessage = { role: "assistant", content: text === "" ? null : text };
  if (refusal !== "") message.refusal = refusal;
  if (reasoning !== null) message.reasoning_content = reasoning;
  if (said.calls.length > 0) {
    message.tool_calls = said.calls.map((call) => ({
      id: call.id,
      type: "function",
      function: { name: call.name, arguments: call.arguments },
    }));
  }
  return [message];
}

function gather(parts: readonly TurnPart[], notes: TranslationNotes): SaidParts {
  const said: SaidParts = { text: "", refusal: "", thinking: [], calls: [] };
  for (const part of parts) {
    reportCacheControl(part, notes);
    switch (part.type) {
      // An answer's texts are pieces of one: a provider begins a new one where a citation does.
      case "text":
        said.text += part.text;
        break;
      case "refusal":
        said.refusal += part.text;
        break;
      case "tool_call":
        said.calls.push(part);
        break;
      case "thinking":
        said.thinking.push(part);
        break;
      case "redacted_thinking":
        notes.drop(part.path);
        break;
      case "image":
      case "document":
      case "audio":
      case "tool_result":
        notes.refuse(part.path, "is nothing that an assistant says");
    }
  }
  return said;
}

function reasoningOf({ thinking, calls }: SaidParts, traits: ServerTraits, notes: TranslationNotes): string | null {
  const isGiven = (part: ThinkingPart) => traits.takesReasoning && calls.length > 0 && part.signature === null;
  for (const part of thinking) if (!isGiven(part)) notes.drop(part.path);
  const text = thinking.filter(isGiven).map((part) => part.text).join("");
  if (text !== "") return text;
  return calls.length > 0 ? traits.reasoningFiller : null;
}
