import type { targetHealthQuery } from "../graphql/documents/providers.ts";
import type { ResultOf } from "../graphql/graphql.ts";

/** What is wrong with a provider as gateways see it. */
export interface Trouble {
  tone: "warning" | "error";
  /** On a badge. */
  title: string;
  /** A sentence each. */
  sentences: readonly string[];
}

/** Trouble by the provider's name; those without any are not in it. */
export function troubleByProvider(health: ResultOf<typeof targetHealthQuery>["targetHealth"]): Map<string, Trouble> {
  const found = new Map<string, { sentences: string[]; isOpen: boolean }>();
  const note = (provider: string, sentence: string, isOpen: boolean) => {
    const noted = found.get(provider) ?? { sentences: [], isOpen: false };
    if (!noted.sentences.includes(sentence)) noted.sentences.push(sentence);
    found.set(provider, { ...noted, isOpen: noted.isOpen || isOpen });
  };
  for (const { provider, model, state, errorClass, failures, attempts } of health.targets) {
    if (state === "CLOSED") continue;
    const does = state === "OPEN" ? "is left alone" : "is tried again";
    note(provider, `${model} ${does}: ${failures} of ${attempts} attempts failed (${errorClass}).`, state === "OPEN");
  }
  for (const { provider, model, errorClass } of health.coolingKeys) {
    note(provider, `A key is at rest${model === null ? "" : ` for ${model}`}: ${errorClass}.`, false);
  }
  return new Map(
    [...found].map(([provider, { sentences, isOpen }]) => [provider, {
      tone: isOpen ? "error" : "warning",
      title: isOpen ? "Failing" : "In trouble",
      sentences,
    }]),
  );
}
