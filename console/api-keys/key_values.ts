import { type FormValues, readText } from "../forms/read_text.ts";
import { LIMIT_FIELDS, type LimitValues, limitValues, NO_LIMITS, readLimitFields } from "../limits/limit_values.ts";
import type { ApiKey } from "./key_list.ts";

/** The form's fields as they were filled in. */
export interface KeyValues {
  name: string;
  description: string;
  expiry: string;
  date: string;
  /** A line each: `team = shop`. */
  tags: string;
  limits: LimitValues;
}

export const KEY_FIELDS = ["name", "description", "expiry", "date", "tags", ...LIMIT_FIELDS] as const;

export const NEW_KEY: KeyValues = {
  name: "",
  description: "",
  expiry: "never",
  date: "",
  tags: "",
  limits: NO_LIMITS,
};

/** In the choice of an end: the one that there is. */
export const KEEP_EXPIRY = "keep";

export function keyValues({ name, description, tags, limits }: ApiKey): KeyValues {
  return {
    name,
    description: description ?? "",
    expiry: KEEP_EXPIRY,
    date: "",
    tags: tags.map((tag) => `${tag.name} = ${tag.value}`).join("\n"),
    limits: limitValues(limits),
  };
}

export function readKeyForm(form: FormValues): KeyValues {
  const text = (name: string) => readText(form, name);
  return {
    name: text("name"),
    description: text("description"),
    expiry: text("expiry") || "never",
    date: text("date"),
    tags: text("tags"),
    limits: readLimitFields(form),
  };
}
