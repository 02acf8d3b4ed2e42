import { z } from "zod";
import { fixtureJson } from "../../../testing/provider_replay.ts";

type Json = Record<string, unknown>;

/**
 * A schema of OpenAI's own description of its API, by its name there, to hold what we write against; null, with a line on
 * the console, where the description is not beside the repository.
 */
export function openaiSchema(name: string): z.ZodType | null {
  schemas ??= readSchemas();
  if (schemas === null) return null;
  const $defs: Json = {};
  collect(name, schemas, $defs);
  return z.fromJSONSchema({ $ref: `#/$defs/${name}`, $defs } as Parameters<typeof z.fromJSONSchema>[0]);
}

let schemas: Json | null = null;

function readSchemas(): Json | null {
  const document = fixtureJson("openai-openapi.json") as { components: { schemas: Json } } | null;
  return document?.components.schemas ?? null;
}

/** Adds a schema and all that it refers to. */
function collect(name: string, from: Json, into: Json): void {
  if (name in into) return;
  into[name] = {};
  into[name] = rewritten(from[name], (referred) => collect(referred, from, into));
}

const REFERENCE = "#/components/schemas/";

/** As JSON Schema has it: the document says `nullable` as OpenAPI 3.0 did, and refers to where schemas lie in it. */
function rewritten(schema: unknown, onReference: (name: string) => void): unknown {
  if (Array.isArray(schema)) return schema.map((item) => rewritten(item, onReference));
  if (typeof schema !== "object" || schema === null) return schema;
  const { nullable, ...fields } = schema as Json;
  const result = Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, rewritten(value, onReference)]),
  );
  const reference = result["$ref"];
  if (typeof reference === "string" && reference.startsWith(REFERENCE)) {
    const name = reference.slice(REFERENCE.length);
    onReference(name);
    result["$ref"] = `#/$defs/${name}`;
  }
  return nullable === true ? { anyOf: [result, { type: "null" }] } : result;
}
