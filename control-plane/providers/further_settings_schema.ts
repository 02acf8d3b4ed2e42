import { builder } from "../graphql/builder.ts";
import type { ProviderHeader } from "./headers_input.ts";

export const Header = builder.objectRef<ProviderHeader>("ProviderHeader").implement({
  description: "A header that every request to a provider carries.",
  fields: (t) => ({
    name: t.exposeString("name", { description: "Its name, in lower case." }),
    value: t.exposeString("value", { description: "Its value." }),
  }),
});

export const HeaderInput = builder.inputType("ProviderHeaderInput", {
  description: "A header that every request to a provider carries. Not for secrets.",
  fields: (t) => ({
    name: t.string({ required: true, description: "1 to 64 letters, digits, dashes and underscores." }),
    value: t.string({ required: true, description: "1 to 1,024 visible characters of ASCII and single spaces." }),
  }),
});

type InputFields = PothosSchemaTypes.InputFieldBuilder<typeof builder.$inferSchemaTypes, "InputObject">;

/** What else a provider may be told, by its kind: part of every input that describes one. */
export function furtherSettingsFields(t: InputFields) {
  return {
    organization: t.string({ description: "`OpenAI-Organization` of every request; null for none. Of OPENAI alone." }),
    project: t.string({ description: "`OpenAI-Project` of every request; null for none. Of OPENAI alone." }),
    betas: t.stringList({
      description: "Beta features that every request asks for beside its client's own, at most 16. Of ANTHROPIC alone.",
    }),
    region: t.string({
      description:
        "In the base URL's place: `eu` or another region of OPENAI's, or with `vertexProject` a location of " +
        "Vertex AI such as `europe-west4` or `global` for GEMINI; null for none.",
    }),
    vertexProject: t.string({
      description: "The Google Cloud project whose Vertex AI is called; goes with `region`. Of GEMINI alone.",
    }),
    headers: t.field({
      type: [HeaderInput],
      description:
        "The whole list of further headers, at most 16. None that proves who calls, and none that the gateway " +
        "sets itself. Of all kinds but MOCK.",
    }),
  };
}
