import { canonicalJson } from "./canonical_json.ts";

/** What happened: to an object as a whole, or to a part of it. */
export type ConfigChangeKind = "added" | "removed" | "renamed" | "moved" | "replaced" | "changed";

/** What kind of object a change is about. */
export type ConfigSubjectType = "tenant" | "project" | "route" | "policy" | "provider" | "price";

/** Which part of an object changed; `object` is the whole of it. */
export type ConfigAspect =
  | "object"
  | "name"
  | "time_zone"
  | "price_book"
  | "allow_direct_models"
  | "capture"
  | "project"
  | "aliases"
  | "cache"
  | "node"
  | "target"
  | "weight"
  | "condition"
  | "sticky_by"
  | "error_classes"
  | "timeouts"
  | "overrides"
  | "retries"
  | "slow_stream"
  | "scope"
  | "limit"
  | "limit_order"
  | "action"
  | "on_limiter_loss"
  | "assumed_output_tokens"
  | "warn_at_percent"
  | "provider_kind"
  | "base_url"
  | "settings"
  | "key"
  | "rates"
  | "tier_multipliers";

/** The object that a change is about. */
export interface ConfigSubject {
  type: ConfigSubjectType;
  /** Its UUID; null for what has none. */
  id: string | null;
  /** Its name after the change; before it where it was removed. */
  name: string;
  /** The name of a route's project; null for other objects. */
  project: string | null;
}

/** One difference between two configurations. */
export interface ConfigChange {
  kind: ConfigChangeKind;
  subject: ConfigSubject;
  aspect: ConfigAspect;
  /**
   * A JSON pointer (RFC 6901) into the object: as it is after the change; of a node, limit or key that was removed, as it
   * was before.
   */
  path: string;
  /** JSON; null where there was nothing. Of a move both are JSON pointers. */
  before: unknown;
  after: unknown;
  /** The whole change in words for people. */
  sentence: string;
}

/** A change of a part of an object, told without saying which object. */
export interface PartChange extends Pick<ConfigChange, "kind" | "aspect" | "path"> {
  before?: unknown;
  after?: unknown;
  /** What happened to the part, as the rest of a sentence: `weight changed from 1 to 2`. */
  words: string;
}

/** How a part is told where a field holds it. */
export interface PartNaming {
  aspect: ConfigAspect;
  path: string;
  /** What people call it. */
  name: string;
  /** How a value reads; default its JSON, shortened. */
  show?: (value: never) => string;
}

/** The change of one field; none when both values are equal as JSON. Undefined stands for left out. */
export function diffField<T>(before: T, after: T, { aspect, path, name, show }: PartNaming): PartChange[] {
  if (sameJson(before, after)) return [];
  const words = (value: T) => show === undefined ? shortJson(value) : show(value as never);
  const nothing = (value: T) => value === undefined || value === null;
  if (nothing(before) !== nothing(after)) {
    return nothing(before)
      ? [{ kind: "added", aspect, path, after, words: `${name} set to ${words(after)}` }]
      : [{ kind: "removed", aspect, path, before, words: `${name} taken away (it was ${words(before)})` }];
  }
  const change = `${name} changed from ${words(before)} to ${words(after)}`;
  return [{ kind: "changed", aspect, path, before, after, words: change }];
}

/** Whether two values are the same to whoever reads them as JSON; undefined is a value of its own. */
export function sameJson(one: unknown, other: unknown): boolean {
  if (one === undefined || other === undefined) return one === other;
  return canonicalJson(one) === canonicalJson(other);
}

/** Attaches what a part's change is about. */
export function withSubject(subject: ConfigSubject, { words, before, after, ...part }: PartChange): ConfigChange {
  return {
    ...part,
    subject,
    before: before ?? null,
    after: after ?? null,
    sentence: `${nameSubject(subject)}: ${words}.`,
  };
}

/** An object as people call it: `Route 'smart' of project 'Chat'`. */
export function nameSubject({ type, name, project }: ConfigSubject): string {
  if (type === "tenant") return "Tenant";
  const noun = type.charAt(0).toUpperCase() + type.slice(1);
  const owner = project === null ? "" : ` of project '${project}'`;
  return `${noun} '${name}'${owner}`;
}

/** A value's JSON, cut off where it grows long. */
export function shortJson(value: unknown): string {
  const text = typeof value === "string" ? `'${value}'` : JSON.stringify(value ?? null);
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS - 1)}…`;
}

const SHOWN_CHARACTERS = 120;

/** A JSON pointer's next step. */
export function pointer(path: string, ...steps: readonly (string | number)[]): string {
  return path + steps.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
