/** A form as browsers and servers have it. */
export type FormValues = Pick<FormData | URLSearchParams, "get" | "getAll" | "has">;

/** A field of a form without spaces around it; empty where there is none. */
export function readText(form: FormValues, name: string): string {
  return String(form.get(name) ?? "").trim();
}

/** The lines of a field that are not empty, or what stands between commas. */
export function readLines(form: FormValues, name: string): string[] {
  return readText(form, name).split(/[\n,]/).map((line) => line.trim()).filter((line) => line !== "");
}
