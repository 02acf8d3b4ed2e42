import type { BodyCapture } from "../../shared/contracts/body_capture.ts";
import type { CapturedText, CapturedTexts } from "../../shared/contracts/captured_body.ts";
import { BodyRedactor, LOOKAHEAD } from "./body_redactor.ts";
import type { GatheredAnswer, GatheredBodies } from "./gathered_bodies.ts";
import { redactEvents } from "./redact_events.ts";

/** The largest whole answer that is read as JSON, bytes; of a larger one the beginning is read as text. */
const PARSED_BYTES_MAX = 4_194_304;

/**
 * Makes of a request's bodies what is kept of them: redacted first and cut afterwards, so that no half of a secret is left
 * at the end. Gives way to other work between prompt and answer; `turn` resolves on the next turn.
 */
export async function captureTexts(bodies: GatheredBodies, turn: () => Promise<void>): Promise<CapturedTexts> {
  const request = captureRequest(bodies.request, bodies.settings);
  if (bodies.answer === null) return { request, answer: null };
  await turn();
  return { request, answer: captureAnswer(bodies.answer, bodies.settings) };
}

function captureRequest({ body, bytes }: GatheredBodies["request"], settings: BodyCapture): CapturedText {
  const redactor = new BodyRedactor(settings.redact, settings.bytesMax);
  return capturedText(JSON.stringify(redactor.value(body)), { redactor, bytes, bytesMax: settings.bytesMax });
}

function captureAnswer(answer: GatheredAnswer, settings: BodyCapture): CapturedText {
  const { bytesMax } = settings;
  const isWhole = answer.bytes === answer.kept;
  const redactor = new BodyRedactor(settings.redact, bytesMax);
  redactor.truncated = !isWhole;
  const text = decoder.decode(joined(answer));
  const making = { redactor, bytes: answer.bytes, bytesMax };
  return capturedText(redactAnswer(answer, text, making), making);
}

function redactAnswer(answer: GatheredAnswer, text: string, { redactor, bytesMax }: Making): string {
  if (answer.isStream) {
    // The last line may have been cut anywhere: what is in it cannot be told.
    return redactEvents(redactor.truncated ? text.slice(0, text.lastIndexOf("\n") + 1) : text, redactor);
  }
  const parsed = redactor.truncated ? undefined : parse(text);
  if (parsed !== undefined) return JSON.stringify(redactor.value(parsed));
  // Escapes take six characters at most.
  return redactor.text(looselyUnescaped(text.slice(0, 6 * (bytesMax + LOOKAHEAD))));
}

/** How much of an answer must be gathered to keep `bytesMax` of it. */
export function gatheredBytesMax({ bytesMax }: BodyCapture, isStream: boolean): number {
  // Of a whole answer all is parsed, unless that would be too much.
  return isStream ? bytesMax + 2 * LOOKAHEAD : Math.max(bytesMax + LOOKAHEAD, PARSED_BYTES_MAX);
}

interface Making {
  redactor: BodyRedactor;
  /** On the wire. */
  bytes: number;
  bytesMax: number;
}

function capturedText(text: string, { redactor, bytes, bytesMax }: Making): CapturedText {
  const kept = cut(text.toWellFormed(), bytesMax);
  return {
    text: kept,
    bytes,
    truncated: redactor.truncated || kept.length < text.length,
    mediaCharacters: redactor.mediaCharacters,
    redactions: redactor.redactions,
  };
}

/** As much of a text as takes `bytesMax` in UTF-8. */
function cut(text: string, bytesMax: number): string {
  if (text.length * 3 <= bytesMax) return text;
  const { read } = encoder.encodeInto(text, new Uint8Array(bytesMax));
  return text.slice(0, read);
}

function joined({ pieces, kept }: GatheredAnswer): Uint8Array {
  if (pieces.length === 1) return pieces[0]!;
  const whole = new Uint8Array(kept);
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}

/** Undefined for what is no JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** JSON that cannot be parsed, with its escapes undone: a secret after a `\n` would not be told from a word. */
function looselyUnescaped(text: string): string {
  return text
    .replace(/\\u([0-9a-f]{4})/gi, (_escape, digits: string) => String.fromCharCode(parseInt(digits, 16)))
    .replace(/\\[nrtbf]/g, "\n");
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();
