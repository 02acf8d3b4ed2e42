import { builder } from "./builder.ts";

// Apart from the builder, because GraphQL allows no type without fields: whoever adds the first one imports this.
builder.subscriptionType({ description: "What can be watched, over server-sent events." });
