/** The form's fields as they were filled in. */
export interface KeyValues {
  name: string;
  expiry: string;
  date: string;
}

export const KEY_FIELDS = ["name", "expiry", "date"] as const;
export const NEW_KEY: KeyValues = { name: "", expiry: "never", date: "" };

export function readKeyForm(form: Pick<FormData | URLSearchParams, "get">): KeyValues {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  return { name: text("name"), expiry: text("expiry") || "never", date: text("date") };
}
