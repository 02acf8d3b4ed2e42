import { asObject } from "../untyped.ts";

/**
 * Whether an event bears content: a piece of text, refusal, reasoning, arguments or code, a part of an image, an item that
 * is whole, or a call that has begun. A message or reasoning that only begins is not, and neither is any account of how far
 * the provider's own tools are.
 */
export function eventHasContent(event: Record<string, unknown>): boolean {
  const type = event["type"];
  if (typeof type !== "string") return false;
  if (type.endsWith(".delta")) return event["delta"] !== "" && event["delta"] !== undefined;
  switch (type) {
    case "response.output_item.added": {
      const kind = asObject(event["item"])?.["type"];
      return kind !== "message" && kind !== "reasoning";
    }
    case "response.output_item.done":
    case "response.image_generation_call.partial_image":
      return true;
    default:
      return false;
  }
}
