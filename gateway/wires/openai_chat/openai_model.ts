/** What a model of OpenAI's takes, as far as translated requests depend on it. */
export interface OpenaiModel {
  /**
   * Models that reason refuse sampling parameters, those that do not refuse `reasoning_effort`. `unknown` is a name that is
   * not OpenAI's, of which nothing is known either way.
   */
  reasoning: "reasons" | "plain" | "unknown";
  /** The o models refuse `parallel_tool_calls`. */
  takesParallelToolCalls: boolean;
}

/** Reads from a model's name what it takes; a newer name of a known family takes what the newest known one does. */
export function openaiModel(model: string): OpenaiModel {
  const name = model.slice(model.lastIndexOf("/") + 1).replace(/^ft:/, "");
  return { reasoning: reasoningOf(name), takesParallelToolCalls: !/^o\d/.test(name) };
}

function reasoningOf(name: string): OpenaiModel["reasoning"] {
  if (/^(gpt-3\.5|gpt-4|chatgpt-)/.test(name) || /^gpt-5.*-chat/.test(name)) return "plain";
  return /^(o\d|gpt-([5-9]|\d\d)|codex-)/.test(name) ? "reasons" : "unknown";
}
