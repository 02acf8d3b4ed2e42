import { asCount, asObject, asString } from "../../wires/untyped.ts";

/**
 * Makes up a JSON value that fits a JSON schema, the same every time. Of a schema's keywords it heeds `type`, `properties`,
 * `required`, `items`, `enum`, `const`, `anyOf` and `oneOf` (the first of them), references into the schema itself, and the
 * common bounds and formats of texts, numbers and lists. A schema that calls for more nesting than
 * `NESTING_MAX`, or more objects and lists than `CONTAINERS_MAX`, is cut short where it allows that, and else no longer
 * followed.
 */
export function exampleValue(schema: unknown): unknown {
  return new Examples(schema).of(schema, 0);
}

/** How deep objects and lists go into each other of their own accord; what is required goes as deep again. */
const NESTING_MAX = 6;
const CONTAINERS_MAX = 500;
const ITEMS_MAX = 100;
const REFERENCES_MAX = 16;
const TEXT = "Paris";
const TEXT_CHARS_MAX = 10_000;

/** Texts of a format that a client is likely to check. */
const FORMATS: Readonly<Record<string, string>> = {
  "date-time": "2026-01-01T12:00:00Z",
  "date": "2026-01-01",
  "time": "12:00:00Z",
  "email": "someone@example.com",
  "hostname": "example.com",
  "uri": "https://example.com/",
  "uuid": "00000000-0000-4000-8000-000000000000",
};

class Examples {
  readonly #root: unknown;
  #containers = 0;

  constructor(root: unknown) {
    this.#root = root;
  }

  of(value: unknown, depth: number): unknown {
    const schema = this.#resolve(value, depth);
    if (schema === null) return TEXT;
    if (Object.hasOwn(schema, "const")) return schema["const"];
    if (Array.isArray(schema["enum"]) && schema["enum"].length > 0) return schema["enum"][0];
    switch (typeOf(schema)) {
      case "object":
        return this.#object(schema, depth);
      case "array":
        return this.#list(schema, depth);
      case "integer":
        return Math.ceil(within(schema, 1));
      case "number":
        return within(schema, 1.5);
      case "boolean":
        return true;
      case "null":
        return null;
      default:
        return text(schema);
    }
  }

  #object(schema: Record<string, unknown>, depth: number): Record<string, unknown> {
    if (this.#isOver(depth)) return {};
    this.#containers++;
    const required = Array.isArray(schema["required"]) ? new Set(schema["required"]) : null;
    const members: [string, unknown][] = [];
    for (const [name, property] of Object.entries(asObject(schema["properties"]) ?? {})) {
      if (this.#isSparing(depth) && !required?.has(name)) continue;
      members.push([name, this.of(property, depth + 1)]);
    }
    // Not by assignment: a property may be called `__proto__`.
    return Object.fromEntries(members);
  }

  #list(schema: Record<string, unknown>, depth: number): unknown[] {
    if (this.#isOver(depth)) return [];
    this.#containers++;
    const least = Math.min(ITEMS_MAX, asCount(schema["minItems"]) ?? 0);
    const wanted = this.#isSparing(depth) || !schema["items"] || asCount(schema["maxItems"]) === 0 ? 0 : 1;
    return Array.from({ length: Math.max(least, wanted) }, () => this.of(schema["items"], depth + 1));
  }

  /** What a schema comes to by its references and its alternatives; null: anything fits. */
  #resolve(value: unknown, depth: number): Record<string, unknown> | null {
    let schema = asObject(value);
    for (let hops = 0; schema !== null && hops < REFERENCES_MAX; hops++) {
      const reference = asString(schema["$ref"]);
      const alternatives = schema["anyOf"] ?? schema["oneOf"];
      if (reference !== null) schema = asObject(this.#pointedTo(reference));
      else if (Array.isArray(alternatives)) schema = this.#alternative(alternatives, depth);
      else return schema;
    }
    return null;
  }

  /** The first, unless it nests and there has been enough of that. */
  #alternative(alternatives: readonly unknown[], depth: number): Record<string, unknown> | null {
    const flat = this.#isSparing(depth) ? alternatives.find((one) => !nests(asObject(one))) : undefined;
    return asObject(flat ?? alternatives[0]);
  }

  #pointedTo(reference: string): unknown {
    if (!reference.startsWith("#")) return null;
    let value = this.#root;
    for (const part of reference.slice(1).split("/").slice(1)) {
      const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
      const parent = asObject(value);
      value = parent !== null && Object.hasOwn(parent, name) ? parent[name] : null;
    }
    return value;
  }

  #isSparing(depth: number): boolean {
    return depth >= NESTING_MAX || this.#containers > CONTAINERS_MAX;
  }

  #isOver(depth: number): boolean {
    return depth >= 2 * NESTING_MAX || this.#containers > 2 * CONTAINERS_MAX;
  }
}

/** The type, the first of several; told from other keywords where it is not said. */
function typeOf(schema: Readonly<Record<string, unknown>>): string | null {
  const type = asString(Array.isArray(schema["type"]) ? schema["type"][0] : schema["type"]);
  if (type !== null) return type;
  if (asObject(schema["properties"]) !== null) return "object";
  return schema["items"] === undefined ? null : "array";
}

function nests(schema: Readonly<Record<string, unknown>> | null): boolean {
  if (schema === null) return false;
  if (["$ref", "anyOf", "oneOf"].some((keyword) => schema[keyword] !== undefined)) return true;
  return ["object", "array"].includes(typeOf(schema) ?? "");
}

function text(schema: Readonly<Record<string, unknown>>): string {
  const wanted = FORMATS[asString(schema["format"]) ?? ""];
  if (wanted !== undefined) return wanted;
  const least = Math.min(TEXT_CHARS_MAX, asCount(schema["minLength"]) ?? 0);
  return TEXT.padEnd(least, TEXT).slice(0, asCount(schema["maxLength"]) ?? undefined);
}

/** The number that is wanted, or the nearest to it that the bounds allow; between two exclusive ones, the middle. */
function within(schema: Readonly<Record<string, unknown>>, wanted: number): number {
  const [above, below] = [asNumber(schema["exclusiveMinimum"]), asNumber(schema["exclusiveMaximum"])];
  const least = asNumber(schema["minimum"]) ?? (above === null ? -Infinity : above + 1);
  const most = asNumber(schema["maximum"]) ?? (below === null ? Infinity : below - 1);
  if (above !== null && below !== null && least > most) return (above + below) / 2;
  return Math.min(most, Math.max(least, wanted));
}

function asNumber(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
