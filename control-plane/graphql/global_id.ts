import { uuid } from "../../shared/contracts/identifiers.ts";
import { ValidationError } from "../api_error.ts";

/** Objects that have a global id. */
export type NodeType =
  | "ApiKey"
  | "AuditEvent"
  | "EndUserErasure"
  | "BudgetWarning"
  | "Invitation"
  | "Membership"
  | "PersonalAccessToken"
  | "Policy"
  | "Price"
  | "Project"
  | "Provider"
  | "ProviderKey"
  | "RequestLog"
  | "Revision"
  | "Route"
  | "SavedView"
  | "ServiceAccount"
  | "ServiceAccountToken"
  | "Session"
  | "Tenant"
  | "User"
  | "WebhookDelivery"
  | "WebhookEndpoint";

/** The Relay global id of an object: opaque to clients, base64 of `<type>:<uuid>`. */
export function encodeGlobalId(type: NodeType, id: string): string {
  return btoa(`${type}:${id}`);
}

/** The UUID in a global id of that type; `ValidationError` at `path` when it is malformed or another type's. */
export function decodeGlobalId(type: NodeType, globalId: string, path: string | string[]): string {
  const parts = split(globalId);
  if (parts === null || parts.typename !== type) {
    throw new ValidationError([{ path: [path].flat(), message: `not the id of a ${type}` }]);
  }
  return parts.id;
}

/** A global id in its parts, for `node(id)`; `ValidationError` when it is malformed. */
export function decodeAnyGlobalId(globalId: string): { typename: string; id: string } {
  const parts = split(globalId);
  if (parts === null) throw new ValidationError([{ path: ["id"], message: "not an id of this API" }]);
  return parts;
}

function split(globalId: string): { typename: string; id: string } | null {
  let text: string;
  try {
    text = atob(globalId);
  } catch {
    return null;
  }
  const match = /^([A-Z][A-Za-z]*):(.+)$/.exec(text);
  // Past this point ids go to the database, which answers anything but a UUID with a fault.
  return match !== null && uuid.safeParse(match[2]).success ? { typename: match[1]!, id: match[2]! } : null;
}
