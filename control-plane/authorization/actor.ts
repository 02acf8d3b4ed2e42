import type { Role } from "../../prisma/generated/client/enums.ts";
import type { Scope } from "./actions.ts";

/** Who calls. Memberships are read anew for every request, so that a role taken away is gone with the next one. */
export type Actor = AnonymousActor | KnownActor;

/** Someone whom the deployment knows. */
export type KnownActor = PersonActor | ServiceAccountActor | SystemActor;

/** Someone whom a person stands behind. */
export type PersonActor = UserActor | TokenActor;

export interface AnonymousActor {
  readonly kind: "anonymous";
  /** Why what was presented does not hold, as a sentence; absent when nothing was presented. */
  readonly reason?: string;
}

/** A signed-in person. */
export interface UserActor {
  readonly kind: "user";
  readonly userId: string;
  readonly email: string;
  readonly sessionId: string;
  readonly memberships: Memberships;
}

/** A personal access token: acts as its user, within its scopes. */
export interface TokenActor {
  readonly kind: "token";
  readonly userId: string;
  readonly email: string;
  /** The row's id, not the token. */
  readonly personalAccessTokenId: string;
  readonly scopes: ReadonlySet<Scope | "*">;
  /** When the token ends, epoch milliseconds; null: never. */
  readonly expiresMs: number | null;
  /** The tenants that it is limited to, UUIDs; null: all. `memberships` has no others. */
  readonly tenantIds: ReadonlySet<string> | null;
  readonly memberships: Memberships;
}

/** A service account, by one of its tokens: acts in its one tenant, and has no affairs of its own. */
export interface ServiceAccountActor {
  readonly kind: "service_account";
  readonly serviceAccountId: string;
  /** The token's row, not the token. */
  readonly serviceAccountTokenId: string;
  readonly scopes: ReadonlySet<Scope | "*">;
  /** When the token ends, epoch milliseconds; null: never. */
  readonly expiresMs: number | null;
  /** Its tenant alone. */
  readonly memberships: Memberships;
}

/** The deployment itself, at first start; no request ever acts as this. */
export interface SystemActor {
  readonly kind: "system";
}

/** The role by tenant id (UUIDs). */
export type Memberships = Map<string, Role>;

/** The user whom an actor stands for; of others the nil UUID, which no row has. */
export function userIdOf(actor: Actor): string {
  return "userId" in actor ? actor.userId : "00000000-0000-0000-0000-000000000000";
}

/** Who is written down as the author of something; both are null for the deployment itself. */
export function authorOf(actor: KnownActor): { userId: string | null; serviceAccountId: string | null } {
  return {
    userId: "userId" in actor ? actor.userId : null,
    serviceAccountId: actor.kind === "service_account" ? actor.serviceAccountId : null,
  };
}

export const ANONYMOUS: AnonymousActor = { kind: "anonymous" };
export const SYSTEM: SystemActor = { kind: "system" };
