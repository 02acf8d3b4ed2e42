import { z } from "zod";
import { bodyRedaction } from "./body_capture.ts";
import { epochMs, instanceId, uuid } from "./identifiers.ts";

/** What was done to a body's text, and how often. */
export const redactionCount = z.strictObject({
  name: z.enum(["secret", ...bodyRedaction.options]),
  count: z.int().min(1),
});
export type RedactionCount = z.infer<typeof redactionCount>;

/** A prompt or an answer as it is kept: redacted, media replaced by their size, and cut. */
export const capturedText = z.strictObject({
  text: z.string(),
  /** How long it was on the wire, bytes. */
  bytes: z.int().min(0),
  /** Whether some of it is missing at its end. */
  truncated: z.boolean(),
  /** Characters of images, files and the like that were replaced by their size. */
  mediaCharacters: z.int().min(0),
  redactions: z.array(redactionCount),
});
export type CapturedText = z.infer<typeof capturedText>;

/** What is sealed: a request's prompt, and its answer where one was begun. */
export const capturedTexts = z.strictObject({ request: capturedText, answer: capturedText.nullable() });
export type CapturedTexts = z.infer<typeof capturedTexts>;

/** A request's bodies as they travel and are stored: sealed in the gateway, opened for who may read them alone. */
export const capturedBody = z.strictObject({
  requestId: uuid,
  ts: epochMs,
  tenantId: uuid,
  projectId: uuid,
  ciphertext: z.base64(),
  wrappedKey: z.base64(),
  masterKeyId: z.string().min(1).max(64),
});
export type CapturedBody = z.infer<typeof capturedBody>;

/**
 * Why bodies were not kept.
 *
 * - `queue_full`: the gateway had too many waiting · `unreadable`: preparing them failed in the gateway
 * - `stream_full` · `stream_unavailable`: they could not be handed on
 * - `refused`: the recorder could not store them
 */
export const bodyLossReason = z.enum(["queue_full", "unreadable", "stream_full", "stream_unavailable", "refused"]);
export type BodyLossReason = z.infer<typeof bodyLossReason>;

/** How many requests' bodies a gateway process has lost of a tenant since it started, for one reason. */
export const bodyLoss = z.strictObject({
  instance: instanceId,
  tenantId: uuid,
  reason: bodyLossReason,
  count: z.int().min(1),
});
export type BodyLoss = z.infer<typeof bodyLoss>;

/** One entry of the stream of bodies. */
export const bodyEntry = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("body"), body: capturedBody }),
  z.strictObject({ type: z.literal("loss"), loss: bodyLoss }),
]);
export type BodyEntry = z.infer<typeof bodyEntry>;

/** The additional authenticated data that binds sealed bodies to their place. */
export function bodyContext(tenantId: string, requestId: string): string {
  return `tenant/${tenantId}/body/${requestId}`;
}

/**
 * What a record says of its request's bodies: `captured` tells that they were to be kept, `no_log` that the request did
 * not want it. Left out where the project captures nothing.
 */
export const bodyMark = z.enum(["captured", "no_log"]);
export type BodyMark = z.infer<typeof bodyMark>;
