/** A form as browsers and servers have it. */
export type FormValues = Pick<FormData | URLSearchParams, "get" | "getAll" | "has">;

/** A field of a form without spaces around it; empty where there is none. */
export function readText(form: FormValues, name: string): string {
  return String(form.get(name) ?? "").trim();
}
