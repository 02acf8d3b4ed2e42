/** What a Claude model takes of the Messages API, as far as translated requests depend on it. */
export interface ModelCapabilities {
  /** `max_tokens` where the client names none: the API requires it. */
  maxTokensDefault: number;
  /** Whether `temperature` and `top_p` may be sent: both, one of the two, or neither. */
  sampling: "both" | "one" | "none";
  /** How thinking is asked for: not at all, with a budget of tokens, or by effort. */
  thinking: "none" | "budget" | "adaptive";
  /** Whether the effort `xhigh` is known; where it is not, `high` is sent. */
  hasExtraHighEffort: boolean;
}

/**
 * Reads from a model's name what it takes: families and versions follow one pattern, and newer versions take what the
 * newest known one takes. A name without a version (a preview, an alias) is one of the newest; a name that is not
 * Claude's keeps the client's sampling parameters, since nothing is known against it.
 */
export function modelCapabilities(model: string): ModelCapabilities {
  const known = readName(model);
  if (known === null) {
    return { maxTokensDefault: 8_192, sampling: "both", thinking: "adaptive", hasExtraHighEffort: false };
  }
  const { version, family } = known;
  return {
    maxTokensDefault: maxTokensDefault(version, family),
    sampling: version >= 407 ? "none" : version >= 401 ? "one" : "both",
    thinking: version >= 406 ? "adaptive" : version >= 307 ? "budget" : "none",
    hasExtraHighEffort: version >= 407,
  };
}

type Family = "opus" | "sonnet" | "haiku" | "other";

/** `claude-opus-4-7`, `claude-sonnet-4-20250514`, and the older order of `claude-3-5-haiku-latest`. */
const namePattern =
  /claude(?:-(?<family>opus|sonnet|haiku|[a-z]+))?-(?<major>\d{1,2})(?!\d)(?:[-.](?<minor>\d{1,2})(?!\d))?(?:-(?<last>opus|sonnet|haiku))?/;

/** The version is a hundred times the major number and the minor one: 4.6 is 406. */
function readName(model: string): { version: number; family: Family } | null {
  const parts = namePattern.exec(model)?.groups;
  if (parts === undefined) return model.includes("claude") ? { version: Infinity, family: "other" } : null;
  const family = parts["family"] ?? parts["last"];
  return {
    version: Number(parts["major"]) * 100 + Number(parts["minor"] ?? 0),
    family: family === "opus" || family === "sonnet" || family === "haiku" ? family : "other",
  };
}

/** What the model can write at most, or 64,000 where it can write more. */
function maxTokensDefault(version: number, family: Family): number {
  if (version < 305) return 4_096;
  if (version < 307) return 8_192;
  return family === "opus" && version < 405 ? 32_000 : 64_000;
}
