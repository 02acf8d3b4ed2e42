import type { BodyRedaction } from "../../shared/contracts/body_capture.ts";
import type { RedactionCount } from "../../shared/contracts/captured_body.ts";
import { isSecretName, REDACTED } from "../../shared/logging/redaction.ts";
import { BASE64_RUN_MIN, findBase64Runs } from "./base64_runs.ts";
import { bytesOfBase64, findRedactions, type Redaction } from "./find_redactions.ts";

/** What is looked at beyond what is kept, characters: what begins within and ends beyond it is still told by its form. */
export const LOOKAHEAD = 16_384;

/** Takes what must not be kept out of one body, piece by piece, and counts what it took. */
export class BodyRedactor {
  /** Whether something was left out because there was no room for it. */
  truncated = false;
  mediaCharacters = 0;
  readonly #redact: readonly BodyRedaction[];
  readonly #counts = new Map<RedactionCount["name"], number>();
  #left: number;

  /** `charactersMax`: about how much is kept of all pieces together. */
  constructor(redact: readonly BodyRedaction[], charactersMax: number) {
    this.#redact = redact;
    this.#left = charactersMax;
  }

  get redactions(): RedactionCount[] {
    return [...this.#counts].map(([name, count]) => ({ name, count }));
  }

  /** A text without what must not be kept, cut at what is left of the room. */
  text(text: string): string {
    const media = this.#wholeMedia(text);
    if (media !== null) return this.#keep(media);
    const room = Math.max(0, this.#left);
    const seen = text.length > room + LOOKAHEAD ? text.slice(0, room + LOOKAHEAD) : text;
    if (text.length > room) this.truncated = true;
    return this.#keep(this.replace(seen, findRedactions(seen, this.#redact), Math.min(room, seen.length)));
  }

  /** A copy of a JSON value whose texts are redacted; what stands under a secret's name is left out whole. */
  value(value: unknown, depth = 0): unknown {
    if (this.#left <= 0) {
      this.truncated = true;
      return null;
    }
    if (typeof value === "string") return this.text(value);
    if (typeof value !== "object" || value === null) {
      this.#left -= 1;
      return value;
    }
    if (depth >= DEPTH_MAX) return "[too deep]";
    return Array.isArray(value) ? this.#list(value, depth) : this.#object(value as Record<string, unknown>, depth);
  }

  /** What is found in a text, without taking it out. */
  find(text: string): Redaction[] {
    return findRedactions(text, this.#redact);
  }

  /** Puts replacements in their places, up to `end` of the text, and counts them. */
  replace(text: string, redactions: readonly Redaction[], end = text.length): string {
    if (redactions.length === 0) return text.length > end ? text.slice(0, end) : text;
    let kept = "";
    let from = 0;
    for (const redaction of redactions) {
      if (redaction.start >= end) break;
      kept += text.slice(from, redaction.start) + redaction.replacement;
      from = redaction.end;
      this.count(redaction);
    }
    return from < end ? kept + text.slice(from, end) : kept;
  }

  count({ name, start, end }: Redaction): void {
    if (name === "media") this.mediaCharacters += end - start;
    else this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  #keep(text: string): string {
    this.#left -= text.length + 2;
    return text;
  }

  /** What stands for a text that is nothing but media, however long: it need not be read through. */
  #wholeMedia(text: string): string | null {
    if (text.length < MEDIA_MIN) return null;
    const prefix = /^data:[a-z]{1,20}\/[\w.+-]{1,100}(?:;[\w=.+-]{1,100}){0,4},/i.exec(text.slice(0, MEDIA_MIN))?.[0];
    const isMedia = prefix?.endsWith(";base64,") ||
      (text.length > this.#left + LOOKAHEAD && findBase64Runs(text.slice(0, BASE64_RUN_MIN)).length > 0);
    if (!isMedia) return null;
    const characters = text.length - (prefix?.length ?? 0);
    this.mediaCharacters += characters;
    return `${prefix ?? ""}[${bytesOfBase64(characters)} bytes]`;
  }

  #list(list: readonly unknown[], depth: number): unknown[] {
    const kept: unknown[] = [];
    this.#left -= 1;
    for (const element of list) {
      if (this.#left <= 0) {
        this.truncated = true;
        break;
      }
      kept.push(this.value(element, depth + 1));
    }
    return kept;
  }

  #object(object: Readonly<Record<string, unknown>>, depth: number): Record<string, unknown> {
    const kept: [string, unknown][] = [];
    this.#left -= 1;
    for (const [name, value] of Object.entries(object)) {
      if (this.#left <= 0) {
        this.truncated = true;
        break;
      }
      kept.push([this.text(name), this.#named(name, value, depth)]);
    }
    // Not by assignment: `__proto__` is a name like any other in JSON.
    return Object.fromEntries(kept);
  }

  #named(name: string, value: unknown, depth: number): unknown {
    const isPlain = typeof value === "string" || typeof value === "number";
    if (!isPlain || value === "" || !isSecretName(name)) return this.value(value, depth + 1);
    this.#counts.set("secret", (this.#counts.get("secret") ?? 0) + 1);
    return this.#keep(REDACTED);
  }
}

const DEPTH_MAX = 64;
/** A text is looked at as media as a whole from here on, characters. */
const MEDIA_MIN = 256;
