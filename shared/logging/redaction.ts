/** What stands where a secret stood. */
export const REDACTED = "[redacted]";

/** Bounds of what is logged, so that a hostile value cannot fill a disk: characters, elements, levels. */
const TEXT_LENGTH_MAX = 2_000;
const ELEMENTS_MAX = 100;
const DEPTH_MAX = 6;

/**
 * Takes secrets out of a text: gateway keys and access tokens (their public id stays), provider keys of the known forms,
 * bearer and basic credentials, userinfo and query of URLs. At most 2,000 characters are kept.
 */
export function redactText(text: string): string {
  if (isHarmlessText(text)) return text;
  let redacted = text.length > TEXT_LENGTH_MAX ? `${text.slice(0, TEXT_LENGTH_MAX)}…` : text;
  for (const [pattern, replacement] of textRules) redacted = redacted.replace(pattern, replacement);
  return redacted;
}

/** Names and ids come again and again: looking them up costs a fifth of looking through them. */
const harmless = new Set<string>();
const HARMLESS_LENGTH_MAX = 64;
const HARMLESS_MAX = 2_000;

function isHarmlessText(text: string): boolean {
  if (harmless.has(text)) return true;
  if (text.length > TEXT_LENGTH_MAX || suspicious.test(text)) return false;
  if (text.length > HARMLESS_LENGTH_MAX) return true;
  if (harmless.size >= HARMLESS_MAX) harmless.clear();
  harmless.add(text);
  return true;
}

/**
 * Takes secrets out of fields of any depth: whatever stands under a name that tells of a secret, and secrets inside
 * texts and names. Errors become name, message, code and stack. The input is not changed.
 */
export function redactFields(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return isHarmless(fields) ? fields : redactObject(fields, 0);
}

/** Whether nothing in it needs a look, as in most events: then it is told as it is, without a copy. */
function isHarmless(fields: Readonly<Record<string, unknown>>): boolean {
  let elements = 0;
  for (const name in fields) {
    if (++elements > ELEMENTS_MAX || !Object.hasOwn(fields, name)) return false;
    const { shown, isSecret } = judgeName(name);
    const value = fields[name];
    if (isSecret || shown !== name || (typeof value === "string" ? !isHarmlessText(value) : !isPlain(value))) {
      return false;
    }
  }
  return true;
}

function isPlain(value: unknown): boolean {
  return value === null || typeof value === "number" || typeof value === "boolean" || value === undefined;
}

export type TextRule = readonly [pattern: RegExp, replacement: string];

// Bounded repetitions and no nested ones: a text may come from a client, and must not cost more than its length.
/**
 * Secrets that are told by their form alone, and what is put in their place. They take time in proportion to a text's
 * length, however long it is and whatever is in it.
 */
export const TOKEN_RULES: readonly TextRule[] = [
  [/\b(pp[kt]_[a-z0-9]{12})_[A-Za-z0-9]+/g, `$1_${REDACTED}`],
  [/\bpp[kt]_(?![a-z0-9]{12}_\[)[A-Za-z0-9_]+/g, REDACTED],
  [/\b(?:sk|rk|pk|gsk|xai|pplx|hf|r8)[-_][A-Za-z0-9*][A-Za-z0-9_*-]{7,}/g, REDACTED],
  [/\bAIza[A-Za-z0-9_-]{20,}/g, REDACTED],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}/g, REDACTED],
  [/\b(?:gh[opsur]_|github_pat_|glpat-|npm_|xox[abeprs]-|ya29\.|whsec_)[A-Za-z0-9_.=+\/-]{8,}/g, REDACTED],
  [/(\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/?#"'<>]*@/gi, `$1${REDACTED}@`],
];

const textRules: readonly TextRule[] = [
  ...TOKEN_RULES,
  [/\b(bearer|basic)\s+[A-Za-z0-9._~+/=*-]{6,}/gi, `$1 ${REDACTED}`],
  [/-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----[^-]{0,4000}(?:-----END [A-Z ]{0,32}PRIVATE KEY-----)?/g, REDACTED],
  [
    /((?:api[-_ ]?key|secret|passw(?:or)?d|passphrase|access[-_ ]?token|auth[-_ ]?token|signature)["']?\s{0,4}[=:]\s{0,4}["']?)(?!\[redacted)[^\s"',;&<>]{4,}/gi,
    `$1${REDACTED}`,
  ],
  [/\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_.-]{10,}/g, REDACTED],
  [/(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s?#"'<>]+)[?#][^\s"'<>]+/gi, `$1?${REDACTED}`],
];

// Every rule needs one of these, and most texts have none: a look for them costs a twentieth of all the rules.
const suspicious =
  /pp[kt]_|(?:sk|rk|pk|xai|pplx|hf|r8)[-_]|:\/\/|bearer|basic|AIza|A[KS]IA|eyJ|gh[opsur]_|github_pat_|glpat-|npm_|xox[abeprs]-|ya29\.|whsec_|PRIVATE KEY|api[-_ ]?key|secret|passw|passphrase|token|signature/i;

// Matched against the end of a name without dashes, underscores and case: `x-api-key`, `apiKey`, `INTERNAL_SECRET`.
// `tokens`, `apiKeyId` and `maxTokens` are no secrets and do not end so.
const secretName =
  /(authorization|apikeys?|secrets?|secretkey|passwords?|passphrase|token|cookie|masterkeys?|privatekey|accesskey|datakey)$/;

function redactValue(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case "string":
      return redactText(value);
    case "bigint":
      return value.toString();
    case "object":
      return value === null ? null : redactReference(value, depth);
    case "function":
    case "symbol":
      return `[${typeof value}]`;
    default:
      return value;
  }
}

function redactReference(value: object, depth: number): unknown {
  if (depth >= DEPTH_MAX) return "[too deep]";
  if (value instanceof Error) return redactError(value, depth);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "[invalid date]" : value.toISOString();
  if (value instanceof URL) return redactText(value.href);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (value instanceof Map) return redactObject(Object.fromEntries(value), depth);
  if (Array.isArray(value) || value instanceof Set) return redactList([...value], depth);
  return redactObject(value as Record<string, unknown>, depth);
}

function redactError(error: Error, depth: number): Record<string, unknown> {
  const told: Record<string, unknown> = { name: error.name, message: redactText(error.message) };
  if ("code" in error) told.code = redactValue(error.code, depth + 1);
  if (error.stack !== undefined) told.stack = redactText(error.stack);
  if (error.cause !== undefined) told.cause = redactValue(error.cause, depth + 1);
  return told;
}

function redactList(list: unknown[], depth: number): unknown[] {
  const told = list.slice(0, ELEMENTS_MAX).map((element) => redactValue(element, depth + 1));
  if (list.length > ELEMENTS_MAX) told.push(`… ${list.length - ELEMENTS_MAX} more`);
  return told;
}

function redactObject(object: Readonly<Record<string, unknown>>, depth: number): Record<string, unknown> {
  const told: Record<string, unknown> = {};
  let elements = 0;
  for (const [name, value] of Object.entries(object)) {
    if (++elements > ELEMENTS_MAX) break;
    const { shown, isSecret } = judgeName(name);
    const hides = isSecret && value !== null && value !== undefined && typeof value !== "boolean";
    told[shown] = hides ? REDACTED : redactValue(value, depth + 1);
  }
  return told;
}

/** Whether what stands under a name is a secret, going by the name. */
export function isSecretName(name: string): boolean {
  return judgeName(name).isSecret;
}

interface JudgedName {
  shown: string;
  isSecret: boolean;
}

/** Nearly all names are constants of ours: they are judged once. */
const judgedNames = new Map<string, JudgedName>();
const JUDGED_NAMES_MAX = 2_000;

function judgeName(name: string): JudgedName {
  const known = judgedNames.get(name);
  if (known !== undefined) return known;
  const isSecret = secretName.test(name.replace(/[-_\s]/g, "").toLowerCase());
  const judged = { shown: redactText(name), isSecret };
  if (judgedNames.size < JUDGED_NAMES_MAX && name.length <= 64) judgedNames.set(name, judged);
  return judged;
}
