import { displayName } from "../../shared/contracts/identifiers.ts";
import { type FormErrors, sentence } from "../forms/form_errors.ts";
import { readExpiry } from "./key_expiry.ts";

/** The form's fields as they were filled in. */
export interface KeyValues {
  name: string;
  expiry: string;
  date: string;
}

export const KEY_FIELDS = ["name", "expiry", "date"] as const;
export const NEW_KEY: KeyValues = { name: "", expiry: "never", date: "" };

export type KeyInput =
  | { kind: "input"; name: string; expiresAt: string | null }
  | { kind: "invalid"; errors: FormErrors };

export function readKeyForm(form: Pick<FormData | URLSearchParams, "get">): KeyValues {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  return { name: text("name"), expiry: text("expiry") || "never", date: text("date") };
}

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
