import { GraphQLError, Kind } from "graphql";
import { builder } from "../graphql/builder.ts";
import type { ConfigVersion } from "./config_version.ts";

builder.scalarType("ConfigVersion", {
  description:
    "A state of a tenant's configuration: `DRAFT`, `CURRENT` (the newest revision), or a revision's number, 0 for nothing. " +
    'In variables `"DRAFT"`, `"CURRENT"` or a number.',
  serialize: (value) => value,
  parseValue: (value) => readVersion(value),
  parseLiteral: (node) => {
    if (node.kind === Kind.INT) return readVersion(Number(node.value));
    return readVersion(node.kind === Kind.ENUM || node.kind === Kind.STRING ? node.value : null);
  },
});

function readVersion(value: unknown): ConfigVersion {
  if (value === "DRAFT" || value === "CURRENT") return value;
  const number = typeof value === "string" && /^\d{1,10}$/.test(value) ? Number(value) : value;
  if (typeof number === "number" && Number.isInteger(number) && number >= 0 && number <= 2_147_483_647) return number;
  throw new GraphQLError("neither DRAFT, CURRENT nor a revision's number", { extensions: { code: "VALIDATION" } });
}
