import { z } from "zod";
import { exampleRequest } from "./example_request.ts";

const setupResult = z.object({
  tenant: z.object({ slug: z.string(), name: z.string() }),
  project: z.object({ id: z.string(), name: z.string() }),
  apiKey: z.object({ id: z.string(), name: z.string() }),
  secret: exampleRequest.shape.apiKey,
  /** What requests ask for as their `model`. */
  model: exampleRequest.shape.model,
  /** The number of the revision that gateways serve. */
  revision: z.int(),
});

/** What the first request is sent with. The secret is known this once. */
export type SetupResult = z.infer<typeof setupResult>;

/** The same out of a form that carried it from page to page; null when it is something else. */
export function parseSetupResult(text: unknown): SetupResult | null {
  try {
    return setupResult.parse(JSON.parse(String(text)));
  } catch {
    return null;
  }
}
