/** What a model can do that others of Gemini's cannot, told by its name. */
export interface GeminiModel {
  /** How it is told how much to think; null where it cannot be told. */
  thinking: GeminiThinking | null;
  /** Whether it refuses a call of its own that is given back without its signature. */
  demandsSignatures: boolean;
  /** Whether it can be asked for JSON and be given tools at once. */
  formatBesideTools: boolean;
  /** Whether tools may answer with images and documents. */
  mediaInResults: boolean;
  penalties: boolean;
}

export type GeminiThinking =
  /** From Gemini 3 on; thinking cannot be turned off. */
  | { by: "level"; minimal: boolean; medium: boolean }
  /** Gemini 2.5: tokens; `off` where 0 is allowed. */
  | { by: "budget"; min: number; max: number; off: boolean };

/**
 * What is known of a model. Names of Gemini's that are not known, and aliases like `gemini-flash-latest`, are taken for
 * the newest kind; models of other names (Gemma, tuned ones) for the plainest.
 */
export function geminiModel(name: string): GeminiModel {
  const known = /(?:^|\/)gemini-(?:(\d+)(?:\.(\d+))?)?/.exec(name.toLowerCase());
  if (known === null) return PLAIN;
  const version = known[1] === undefined ? Infinity : Number(`${known[1]}.${known[2] ?? 0}`);
  if (version >= 3) return newest(name, version);
  if (version >= 2.5) return { ...PLAIN, thinking: budgetOf(name) };
  return { ...PLAIN, penalties: version >= 2 };
}

/** The path of a model below the base URL, percent-encoded: `models/<name>`, or `tunedModels/<name>` as it is given. */
export function geminiModelPath(name: string): string {
  const [, folder = "models", rest = name] = /^(models|tunedModels)\/(.+)$/.exec(name) ?? [];
  return `${folder}/${encodeURIComponent(rest)}`;
}

const PLAIN: GeminiModel = {
  thinking: null,
  demandsSignatures: false,
  formatBesideTools: false,
  mediaInResults: false,
  penalties: false,
};

function newest(name: string, version: number): GeminiModel {
  const isPro = /-pro\b/.test(name);
  // The first Pro of its line knows two levels alone; no Pro knows the least one.
  const thinking = { by: "level", minimal: !isPro, medium: !isPro || version > 3 } as const;
  return { ...PLAIN, thinking, demandsSignatures: true, formatBesideTools: true, mediaInResults: true };
}

function budgetOf(name: string): GeminiThinking | null {
  if (/-(image|tts)\b/.test(name)) return null;
  if (/-pro\b/.test(name)) return { by: "budget", min: 128, max: 32_768, off: false };
  return { by: "budget", min: /-lite\b/.test(name) ? 512 : 1, max: 24_576, off: true };
}
