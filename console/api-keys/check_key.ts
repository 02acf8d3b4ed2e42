import { checkName } from "../forms/check_name.ts";
import type { FormErrors } from "../forms/form_errors.ts";
import { checkLimits, type LimitInput } from "../limits/limit_input.ts";
import type { LimitField } from "../limits/limit_values.ts";
import { readExpiry } from "./key_expiry.ts";
import { KEEP_EXPIRY, type KeyValues } from "./key_values.ts";
import { readTags, type Tag } from "./read_tags.ts";

export type KeyInput =
  | {
    kind: "input";
    name: string;
    description: string | null;
    /** Undefined: as it is. */
    expiresAt: string | null | undefined;
    tags: Tag[];
    limits: LimitInput[];
    /** The field of each limit, in their order. */
    limitFields: LimitField[];
  }
  | { kind: "invalid"; errors: FormErrors };

/** What the API is asked for, or what is wrong at the fields. */
export function checkKey({ name, description, expiry, date, ...values }: KeyValues, nowMs: number): KeyInput {
  const { limits, fields: limitFields, problems } = checkLimits(values.limits);
  const fields: Record<string, string> = { ...problems };
  const nameProblem = name === "" ? "Say what the key is for." : checkName(name);
  if (nameProblem !== null) fields["name"] = nameProblem;
  if (description.length > 256) fields["description"] = "256 characters at most.";
  const ends = expiry === KEEP_EXPIRY ? { kind: "expiry" as const, at: undefined } : readExpiry(expiry, date, nowMs);
  if (ends.kind === "invalid") fields[expiry === "date" ? "date" : "expiry"] = ends.message;
  const tags = readTags(values.tags);
  if (typeof tags === "string") fields["tags"] = tags;
  if (Object.keys(fields).length > 0 || ends.kind === "invalid" || typeof tags === "string") {
    return { kind: "invalid", errors: { message: null, fields } };
  }
  return { kind: "input", name, description: description || null, expiresAt: ends.at, tags, limits, limitFields };
}
