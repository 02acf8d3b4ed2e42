import { instantOfLocal } from "../logs/zoned_time.ts";

/** What the page's address asks for; empty texts ask for nothing. */
export interface AuditFilter {
  /** The global id of a user, token or service account. */
  actor: string;
  actorKind: string;
  action: string;
  targetKind: string;
  targetId: string;
  /** Days in the tenant's time zone, both included: `2026-11-23`. */
  from: string;
  to: string;
  text: string;
}

export const AUDIT_FIELDS = [
  "actor",
  "actorKind",
  "action",
  "targetKind",
  "targetId",
  "from",
  "to",
  "text",
] as const satisfies readonly (keyof AuditFilter)[];

export const ACTOR_KINDS = ["USER", "TOKEN", "SERVICE_ACCOUNT", "SYSTEM"] as const;

export function readAuditFilter(params: URLSearchParams): AuditFilter {
  const [actor, actorKind, action, targetKind, targetId, from, to, text] = AUDIT_FIELDS.map((name) =>
    (params.get(name) ?? "").trim()
  ) as [string, string, string, string, string, string, string, string];
  return { actor, actorKind, action, targetKind, targetId, from, to, text };
}

/** The same as a query of an address, with changes; what is empty is left out. */
export function auditQueryOf(filter: AuditFilter, changes: Partial<AuditFilter> = {}): string {
  const all = { ...filter, ...changes };
  const given = AUDIT_FIELDS.filter((name) => all[name] !== "").map((name): [string, string] => [name, all[name]]);
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}

/** The same as the API takes it. Days that are none are left out. */
export function auditInput(filter: AuditFilter, timeZone: string) {
  const { actor, targetKind, targetId, text } = filter;
  const actorKind = ACTOR_KINDS.find((kind) => kind === filter.actorKind);
  const from = startOfDay(filter.from, timeZone);
  const to = startOfDay(dayAfter(filter.to), timeZone);
  return {
    ...(actor && { actor }),
    ...(actorKind && { actorKind }),
    ...(filter.action && { actions: [filter.action] }),
    ...(targetKind && { targetKind }),
    ...(targetId && { targetId }),
    ...(from && { from }),
    ...(to && { to }),
    ...(text && { text }),
  };
}

/** Where the same events come as a file. */
export function auditExportPath(
  format: "csv" | "jsonl",
  tenantId: string,
  { filter, timeZone }: { filter: AuditFilter; timeZone: string },
): string {
  const { actions, ...rest } = auditInput(filter, timeZone);
  const given: Record<string, string> = { tenantId, ...rest, ...(actions && { action: actions[0]! }) };
  return `/api/export/audit.${format}?${new URLSearchParams(given)}`;
}

function startOfDay(day: string, timeZone: string): string | null {
  const ms = instantOfLocal(`${day}T00:00`, timeZone);
  return ms === null ? null : new Date(ms).toISOString();
}

function dayAfter(day: string): string {
  const ms = Date.parse(`${day}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(ms) ? new Date(ms + DAY_MS).toISOString().slice(0, 10) : "";
}

const DAY_MS = 86_400_000;
