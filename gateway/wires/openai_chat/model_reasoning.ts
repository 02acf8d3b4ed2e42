/**
 * Whether a model of OpenAI's reasons, by its name: those that do refuse sampling parameters, those that do not refuse
 * `reasoning_effort`. `unknown` is a name that is not OpenAI's, of which nothing is known either way.
 */
export function modelReasoning(model: string): "reasons" | "plain" | "unknown" {
  const name = model.slice(model.lastIndexOf("/") + 1).replace(/^ft:/, "");
  if (/^(gpt-3\.5|gpt-4|chatgpt-)/.test(name) || /^gpt-5.*-chat/.test(name)) return "plain";
  return /^(o\d|gpt-([5-9]|\d\d)|codex-)/.test(name) ? "reasons" : "unknown";
}
