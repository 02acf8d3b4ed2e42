import type { Conversation, Settings } from "./conversation.ts";

/** What is wrong with the settings, by field; empty when nothing is. */
export function settingsProblems(settings: Settings): Readonly<Record<string, string>> {
  const problems: Record<string, string> = {};
  if (settings.models.some((model) => model.trim() === "")) problems["model"] = "Say which model to ask.";
  if (!isNumber(settings.temperature, 0, 2)) problems["temperature"] = "A number from 0 to 2, or nothing.";
  if (!isNumber(settings.topP, 0, 1)) problems["topP"] = "A number from 0 to 1, or nothing.";
  if (settings.maxTokens !== "" && !/^[1-9]\d{0,6}$/.test(settings.maxTokens)) {
    problems["maxTokens"] = "A whole number from 1, or nothing.";
  }
  if (settings.tools.trim() !== "" && toolsOf(settings.tools) === null) {
    problems["tools"] = "A list of tools in JSON, as OpenAI's chat completions take them.";
  }
  return problems;
}

/** The request for one column's next answer: the conversation as that column has seen it, in OpenAI's dialect. */
export function requestBody({ settings, turns }: Conversation, column: number): Record<string, unknown> {
  const { system, temperature, topP, maxTokens, tools } = settings;
  const messages = turns.flatMap(({ prompt, answers }, index) => {
    const answer = answers[column];
    const user = { role: "user", content: prompt };
    // The last one is what is asked; answers that came to nothing are no part of the conversation.
    if (index === turns.length - 1 || !answer || answer.text === "") return [user];
    return [user, { role: "assistant", content: answer.text }];
  });
  return {
    model: settings.models[column]!.trim(),
    stream: true,
    stream_options: { include_usage: true },
    messages: [...(system.trim() === "" ? [] : [{ role: "system", content: system }]), ...messages],
    ...(temperature !== "" && { temperature: Number(temperature) }),
    ...(topP !== "" && { top_p: Number(topP) }),
    ...(maxTokens !== "" && { max_tokens: Number(maxTokens) }),
    ...(tools.trim() !== "" && { tools: toolsOf(tools) }),
  };
}

function toolsOf(text: string): unknown[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.length > 0 && value.every((tool) => typeof tool === "object") ? value : null;
  } catch {
    return null;
  }
}

function isNumber(text: string, min: number, max: number): boolean {
  return text === "" || (/^\d*\.?\d+$/.test(text) && Number(text) >= min && Number(text) <= max);
}
