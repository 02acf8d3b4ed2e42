import type { BodyRedaction } from "../../shared/contracts/body_capture.ts";
import type { RedactionCount } from "../../shared/contracts/captured_body.ts";
import { REDACTED, type TextRule, TOKEN_RULES } from "../../shared/logging/redaction.ts";
import { findBase64Runs } from "./base64_runs.ts";
import { findCardNumbers } from "./card_numbers.ts";

/** A part of a text that must not be kept. */
export interface Redaction {
  start: number;
  end: number;
  name: RedactionCount["name"] | "media";
  replacement: string;
}

/**
 * What must not be kept of a text: secrets, media, and what `redact` names, in order and without overlaps. Takes time in
 * proportion to the text's length, whatever is in it.
 */
export function findRedactions(text: string, redact: readonly BodyRedaction[]): Redaction[] {
  if (text.length < SHORTEST) return [];
  const found: Redaction[] = [];
  // The first kind wins where two overlap.
  findMedia(text, found);
  findSecrets(text, found);
  for (const name of redact) FINDERS[name](text, found);
  return found.length < 2 ? found : withoutOverlaps(found);
}

/** How many bytes base64 stands for, about. */
export function bytesOfBase64(characters: number): number {
  return Math.floor(characters * 3 / 4);
}

/** Nothing that is looked for is shorter. */
const SHORTEST = 6;

// Every repetition is bounded, or begins only where the run that it reads begins: no part of a text is read again and again.
const DATA_URL = /data:([a-z]{1,20}\/[\w.+-]{1,100})((?:;[\w=.+-]{1,100}){0,4}),[A-Za-z0-9+/=_%.~-]*/gi;

function findMedia(text: string, found: Redaction[]): void {
  if (text.includes("data:")) {
    for (const match of text.matchAll(DATA_URL)) {
      const [whole, type = "", parameters = ""] = match;
      const payload = whole.length - `data:${type}${parameters},`.length;
      const bytes = parameters.toLowerCase().endsWith(";base64") ? bytesOfBase64(payload) : payload;
      found.push(redaction(match, "media", `data:${type}${parameters},[${bytes} bytes]`));
    }
  }
  for (const [start, end] of findBase64Runs(text)) {
    found.push({ start, end, name: "media", replacement: `[${bytesOfBase64(end - start)} bytes]` });
  }
}

/** Further forms, which a log line would hardly hold and a prompt does. */
const BODY_RULES: readonly TextRule[] = [
  ...TOKEN_RULES,
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g, REDACTED],
  [/\b(?:gh[pousr]|github_pat|glpat|xox[abeprs]|ya29|npm|shpat|shpss)[-_.][A-Za-z0-9._-]{10,}/g, REDACTED],
  [
    /\b((?:api[_-]?key|secret|password|passwd|passphrase|access[_-]?key|access[_-]?token)["']?[ \t]{0,4}[:=][ \t]{0,4}["']?)[^\s"',;&}]{4,}/gi,
    `$1${REDACTED}`,
  ],
];

/** A form that is wider than what is meant: `judge` gives what is put in its place, or null to leave it. */
interface JudgedRule {
  pattern: RegExp;
  judge(match: RegExpExecArray): string | null;
}

const JUDGED_RULES: readonly JudgedRule[] = [
  {
    pattern: /\b(bearer|basic)\s+([A-Za-z0-9._~+/=*-]{6,})/gi,
    // "Basic knowledge" is none.
    judge: ([, scheme, credential = ""]) =>
      credential.length >= 32 || (credential.length >= 8 && /\d/.test(credential)) ? `${scheme} ${REDACTED}` : null,
  },
  {
    pattern: /(?<![A-Za-z0-9_-])([A-Za-z0-9_-]{13,})\.[A-Za-z0-9_.-]{10,}/g,
    judge: ([, head = ""]) => /(?:^|[-_])eyJ[A-Za-z0-9_-]{10,}$/.test(head) ? REDACTED : null,
  },
  {
    // Signed addresses carry their signature there.
    pattern: /(?<![^\s"'<>])([^\s?#"'<>]+)[?#][^\s"'<>]+/g,
    judge: ([, address = ""]) => address.includes("://") ? `${address}?${REDACTED}` : null,
  },
];

// Every rule needs one of these, and most texts have none.
const suspicious =
  /pp[kt]_|(?:sk|rk|pk|xai|pplx|hf|r8|gh[pousr]|pat|xox[abeprs]|ya29|npm|shp(?:at|ss))[-_.]|:\/\/|bearer|basic|AIza|A[KS]IA|eyJ|PRIVATE KEY|api[_-]?key|secret|pass|access/i;

function findSecrets(text: string, found: Redaction[]): void {
  if (!suspicious.test(text)) return;
  for (const [pattern, replacement] of BODY_RULES) {
    for (const match of text.matchAll(pattern)) {
      found.push(redaction(match, "secret", match[0].replace(pattern, replacement)));
    }
  }
  for (const { pattern, judge } of JUDGED_RULES) {
    for (const match of text.matchAll(pattern)) {
      const replacement = judge(match);
      if (replacement !== null) found.push(redaction(match, "secret", replacement));
    }
  }
}

const EMAIL = /(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}/g;
/** With `+` or `00` and a country, or as they are written in North America. */
const PHONE =
  /(?<![\w+])(?:\+|00)[1-9]\d{0,2}(?:[ .()/-]{0,2}\d){6,12}(?!\d)|(?<![\w+-])(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\d-])/g;

const FINDERS: Readonly<Record<BodyRedaction, (text: string, found: Redaction[]) => void>> = {
  email: (text, found) => {
    if (!text.includes("@")) return;
    for (const match of text.matchAll(EMAIL)) found.push(redaction(match, "email", "[redacted email]"));
  },
  card_number: (text, found) => {
    for (const [start, end] of findCardNumbers(text)) {
      found.push({ start, end, name: "card_number", replacement: "[redacted card number]" });
    }
  },
  phone_number: (text, found) => {
    for (const match of text.matchAll(PHONE)) found.push(redaction(match, "phone_number", "[redacted phone number]"));
  },
};

function redaction(match: RegExpExecArray, name: Redaction["name"], replacement: string): Redaction {
  return { start: match.index, end: match.index + match[0].length, name, replacement };
}

/** Of those that overlap the first is kept, and reaches as far as any of them. */
function withoutOverlaps(found: Redaction[]): Redaction[] {
  const sorted = found.toSorted((a, b) => a.start - b.start);
  const kept: Redaction[] = [];
  for (const next of sorted) {
    const last = kept.at(-1);
    if (last !== undefined && next.start < last.end) last.end = Math.max(last.end, next.end);
    else kept.push({ ...next });
  }
  return kept;
}
