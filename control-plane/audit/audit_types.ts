import { builder } from "../graphql/builder.ts";

export const AuditActorKindEnum = builder.enumType("AuditActorKind", {
  description: "What somebody acted as.",
  values: {
    USER: { description: "A person, signed in." },
    TOKEN: { description: "A personal access token." },
    SERVICE_ACCOUNT: { description: "A service account, by one of its tokens." },
    SYSTEM: { description: "The installation itself." },
  } as const,
});
