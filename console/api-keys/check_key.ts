import { displayName } from "../../shared/contracts/identifiers.ts";
import { type FormErrors, sentence } from "../forms/form_errors.ts";
import { readExpiry } from "./key_expiry.ts";
import type { KeyValues } from "./key_values.ts";

export type KeyInput =
  | { kind: "input"; name: string; expiresAt: string | null }
  | { kind: "invalid"; errors: FormErrors };

/** What the API is asked for, or what is wrong at the fields. */
export function checkKey({ name, expiry, date }: KeyValues, nowMs: number): KeyInput {
  const fields: Record<string, string> = {};
  if (name === "") fields["name"] = "Say what the key is for.";
  else {
    const issue = displayName.safeParse(name).error?.issues[0];
    if (issue) fields["name"] = name.length > 64 ? "64 characters at most." : sentence(issue.message);
  }
  const ends = readExpiry(expiry, date, nowMs);
  if (ends.kind === "invalid") fields[expiry === "date" ? "date" : "expiry"] = ends.message;
  if (Object.keys(fields).length > 0 || ends.kind === "invalid") {
    return { kind: "invalid", errors: { message: null, fields } };
  }
  return { kind: "input", name, expiresAt: ends.at };
}
