import { readExpiry } from "../api-keys/key_expiry.ts";
import type { FormErrors } from "../forms/form_errors.ts";
import { textOf } from "../forms/use_send.ts";
import { readScopes } from "./scopes.ts";

export const TOKEN_FIELDS = ["name", "scopes", "expiresAt", "tenantIds"] as const;

export type TokenForm =
  | { kind: "input"; name: string; scopes: string[]; expiresAt: string | null }
  | { kind: "invalid"; errors: FormErrors };

/** What a new token is to be, or what is wrong at the fields. */
export function readTokenForm(form: Pick<FormData, "get" | "getAll">, nowMs: number): TokenForm {
  const name = textOf(form, "name");
  const scopes = readScopes(form);
  const choice = textOf(form, "expiry");
  const ends = readExpiry(choice, textOf(form, "date"), nowMs);
  const fields = {
    ...(name === "" && { name: "Say what it is for." }),
    ...(name.length > 64 && { name: "64 characters at most." }),
    ...(scopes.length === 0 && { scopes: "Tick at least one." }),
    ...(ends.kind === "invalid" && { [choice === "date" ? "date" : "expiry"]: ends.message }),
  };
  if (Object.keys(fields).length > 0 || ends.kind === "invalid") {
    return { kind: "invalid", errors: { message: null, fields } };
  }
  return { kind: "input", name, scopes, expiresAt: ends.at };
}
