import { type FormValues, readText } from "../forms/read_text.ts";
import type { projectFragment } from "../graphql/documents/projects.ts";
import type { ResultOf } from "../graphql/graphql.ts";

export type Project = ResultOf<typeof projectFragment>;
export type Redaction = NonNullable<Project["capture"]>["redact"][number];

export const REDACTIONS: readonly { value: Redaction; title: string }[] = [
  { value: "EMAIL", title: "mail addresses" },
  { value: "PHONE_NUMBER", title: "telephone numbers" },
  { value: "CARD_NUMBER", title: "payment cards" },
];

/** The fields of a project as they are filled in. */
export interface ProjectValues {
  name: string;
  allowDirectModels: boolean;
  captures: boolean;
  retentionDays: string;
  kilobytesMax: string;
  redact: readonly Redaction[];
}

export const PROJECT_FIELDS = ["name", "allowDirectModels", "captures", "retentionDays", "kilobytesMax"] as const;

export const NEW_PROJECT: ProjectValues = {
  name: "",
  allowDirectModels: true,
  captures: false,
  retentionDays: "7",
  kilobytesMax: "64",
  redact: [],
};

export function projectValues({ name, allowDirectModels, capture }: Project): ProjectValues {
  return {
    ...NEW_PROJECT,
    name,
    allowDirectModels,
    ...(capture !== null && {
      captures: capture.enabled,
      retentionDays: String(capture.retentionDays),
      kilobytesMax: String(capture.bytesMax / 1_024),
      redact: capture.redact,
    }),
  };
}

export function readProjectForm(form: FormValues): ProjectValues {
  const redact = form.getAll("redact").map(String);
  return {
    name: readText(form, "name"),
    allowDirectModels: form.has("allowDirectModels"),
    captures: form.has("captures"),
    retentionDays: readText(form, "retentionDays"),
    kilobytesMax: readText(form, "kilobytesMax"),
    redact: REDACTIONS.map(({ value }) => value).filter((value) => redact.includes(value)),
  };
}
