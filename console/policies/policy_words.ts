import type { Policy } from "./policy_values.ts";

/** Whom a policy counts, in words. */
export function scopeWords({ type, project, apiKey, model }: Policy["scope"]): string {
  const inProject = project === null ? "" : ` in ${project.name}`;
  switch (type) {
    case "TENANT":
      return "every request";
    case "PROJECT":
      return project === null ? "a project that is gone" : `requests of ${project.name}`;
    case "API_KEY":
      return apiKey === null ? "each API key by itself" : `the key ${apiKey.name}`;
    case "END_USER":
      return `each end user by themselves${inProject}`;
    case "MODEL":
      return `requests for ${model ?? "a model"}${inProject}`;
  }
}

export const ACTION_WORDS: Readonly<Record<Policy["action"], { title: string; hint: string }>> = {
  BLOCK: { title: "Block", hint: "What exceeds a limit is refused." },
  OBSERVE: {
    title: "Observe",
    hint: "Everything passes, and the record says what would have been refused: the way to try a limit.",
  },
};

export const LOSS_WORDS: Readonly<Record<Policy["onLimiterLoss"], { title: string; hint: string }>> = {
  LOCAL_SLICE: {
    title: "Share it out",
    hint: "Each gateway lets pass its part of the limit, counted by itself. Bounded, and nobody is refused at once.",
  },
  OPEN: { title: "Let pass", hint: "Requests go on without the limit. For limits that matter less than answers." },
  CLOSED: { title: "Refuse", hint: "Requests are refused with 503. For limits that must never be exceeded." },
};
