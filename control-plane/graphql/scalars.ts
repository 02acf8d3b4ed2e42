import { GraphQLError, Kind, type ValueNode } from "graphql";
import { builder } from "./builder.ts";

builder.scalarType("DateTime", {
  description: "A point in time, ISO 8601 with milliseconds in UTC: `2026-01-31T12:00:00.000Z`.",
  serialize: (value) => value.toISOString(),
  parseValue: (value) => readDateTime(value),
  parseLiteral: (node) => readDateTime(node.kind === Kind.STRING ? node.value : null),
});

builder.scalarType("BigInt", {
  description: "A whole number of up to 64 bits, as a string in decimal: JSON's numbers are exact to 53 bits only.",
  serialize: (value) => value.toString(),
  parseValue: (value) => readBigInt(value),
  parseLiteral: (node) => readBigInt(node.kind === Kind.STRING || node.kind === Kind.INT ? node.value : null),
});

builder.scalarType("Decimal", {
  description: 'An exact decimal number, as a string: `"0.0375"`. JSON\'s numbers are taken too where they are exact.',
  serialize: (value) => value,
  parseValue: (value) => readDecimal(typeof value === "number" ? String(value) : value),
  // A literal's digits are a text until they are read: nothing is rounded.
  parseLiteral: (node) =>
    readDecimal(node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT ? node.value : null),
});

builder.scalarType("JSON", {
  description: "Any JSON value.",
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => readLiteral(node, variables),
});

/** Whole milliseconds and a zone are demanded: `new Date()` would take a bare date, or the server's zone. */
const dateTimePattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** The years 1 to 9999 of UTC: of others Postgres does not read what we write. */
const EARLIEST_MS = Date.parse("0001-01-01T00:00:00Z");
const LATEST_MS = Date.parse("9999-12-31T23:59:59.999Z");

function readDateTime(value: unknown): Date {
  const date = typeof value === "string" && dateTimePattern.test(value) ? new Date(value) : null;
  if (date === null || !(date.getTime() >= EARLIEST_MS && date.getTime() <= LATEST_MS)) {
    throw new GraphQLError("not a point in time like 2026-01-31T12:00:00Z", { extensions: { code: "VALIDATION" } });
  }
  return date;
}

function readBigInt(value: unknown): bigint {
  const text = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== "string" || !/^-?\d{1,19}$/.test(text) || BigInt.asIntN(64, BigInt(text)) !== BigInt(text)) {
    throw new GraphQLError("not a whole number of up to 64 bits", { extensions: { code: "VALIDATION" } });
  }
  return BigInt(text);
}

function readDecimal(value: unknown): string {
  if (typeof value !== "string" || !/^-?\d{1,15}(\.\d{1,15})?$/.test(value)) {
    throw new GraphQLError('not a decimal number like "0.0375"', { extensions: { code: "VALIDATION" } });
  }
  return value;
}

function readLiteral(node: ValueNode, variables: Record<string, unknown> | null | undefined): unknown {
  switch (node.kind) {
    case Kind.STRING:
    case Kind.BOOLEAN:
    case Kind.ENUM:
      return node.value;
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.NULL:
      return null;
    case Kind.LIST:
      return node.values.map((value) => readLiteral(value, variables));
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map((field) => [field.name.value, readLiteral(field.value, variables)]));
    case Kind.VARIABLE:
      return variables?.[node.name.value];
  }
}
