import { z } from "zod";

const tool = z.looseObject({ type: z.string(), name: z.string().optional() })
  .refine((value) => value.type !== "function" || Boolean(value.name), {
    message: "a tool of the type 'function' needs a 'name'",
    path: ["name"],
  });

/** A body of `POST /v1/responses` as far as the gateway relies on it. */
export const responsesRequest = z.looseObject({
  model: z.string().min(1).max(256),
  // Whoever goes on with a stored conversation or a stored prompt may have nothing to add to it.
  input: z.union([z.string(), z.array(z.looseObject({}))], "must be a text or a list of items").nullish(),
  instructions: z.string().nullish(),
  stream: z.boolean().nullish(),
  max_output_tokens: z.int().min(1).nullish(),
  tools: z.array(tool).nullish(),
  user: z.string().nullish(),
  safety_identifier: z.string().nullish(),
});

export type ResponsesRequest = z.infer<typeof responsesRequest>;
