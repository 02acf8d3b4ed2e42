import { APIError, createAuthMiddleware } from "better-auth/api";
import type { BetterAuthOptions } from "better-auth";
import { displayName } from "../../shared/contracts/identifiers.ts";
import { sha256Hex } from "../../shared/identifiers/secret_token.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { type AuditEvent, recordAudit } from "../audit/record_audit.ts";
import type { UserActor } from "../authorization/actor.ts";
import type { Database } from "../database.ts";
import type { Settings } from "../dependencies.ts";
import { refuseUninvited } from "./invited_sign_up.ts";
import type { Throttle, ThrottleRule } from "./throttle.ts";

/** The header in which the server passes the caller's address on; what a client sends under this name is removed. */
export const CLIENT_ADDRESS_HEADER = "x-perpetuo-client-address";

/** Attempts at one account, from wherever they come; a sign-in that succeeds begins the count anew. */
export const ACCOUNT_RULE: ThrottleRule = { max: 20, windowSeconds: 900 };

export interface AccountHooksOptions {
  db: Database;
  clock: Clock;
  throttle: Throttle;
  signup: Settings["signup"];
}

/** Who may sign up, and how often a password may be tried. */
export function accountHooks({ db, clock, throttle, signup }: AccountHooksOptions) {
  return {
    before: createAuthMiddleware(async (context) => {
      if (context.path === "/sign-up/email") {
        refuseClosedSignUp(signup);
        if (signup === "invite") await refuseUninvited({ db, clock }, context.body);
      }
      if (context.path !== "/sign-in/email") return;
      // Limits by address alone would let many addresses try one account in turn.
      const verdict = await throttle.attempt(accountKey(context.body), ACCOUNT_RULE);
      if (!verdict.allowed) {
        throw new APIError("TOO_MANY_REQUESTS", {
          code: "TOO_MANY_ATTEMPTS",
          message: `Too many attempts at this account. Try again in ${verdict.retryAfterSeconds} s.`,
        });
      }
    }),
    after: createAuthMiddleware(async (context) => {
      if (context.path === "/sign-in/email" && context.context.newSession) {
        await throttle.clear(accountKey(context.body));
      }
    }),
  } satisfies BetterAuthOptions["hooks"];
}

/** Bounds what is written, and leaves a trail. */
export function accountDatabaseHooks(db: Database, clock: Clock) {
  const record = accountTrail(db, clock);
  return {
    user: {
      create: {
        before: (user) => {
          const name = displayName.safeParse(user.name.trim());
          if (!name.success || user.email.length > 254) {
            throw new APIError("BAD_REQUEST", {
              code: "INVALID_NAME",
              message: "The name must have 1 to 64 characters.",
            });
          }
          return Promise.resolve({ data: { ...user, name: name.data, image: null } });
        },
        after: (user, context) =>
          record(user.id, context?.headers, {
            action: "account.create",
            tenantId: null,
            target: { kind: "User", id: user.id },
            after: { email: user.email, name: user.name },
          }),
      },
    },
    session: {
      create: {
        after: (session, context) =>
          record(session.userId, context?.headers, {
            action: "session.create",
            tenantId: null,
            target: { kind: "Session", id: session.id },
          }),
      },
    },
  } satisfies BetterAuthOptions["databaseHooks"];
}

/** Notes what somebody did with their own account. */
export function accountTrail(db: Database, clock: Clock) {
  return (userId: string, headers: Headers | undefined, event: AuditEvent): Promise<void> => {
    // Only who they are matters to the trail: nothing is authorized by this actor.
    const actor: UserActor = { kind: "user", userId, email: "", sessionId: "", memberships: new Map() };
    const clientAddress = headers?.get(CLIENT_ADDRESS_HEADER) ?? null;
    return recordAudit(db, { actor, clientAddress, dependencies: { clock } }, event);
  };
}

function refuseClosedSignUp(signup: Settings["signup"]): void {
  if (signup !== "off") return;
  throw new APIError("FORBIDDEN", { code: "SIGN_UP_CLOSED", message: "New accounts cannot be made here." });
}

/** Hashed, so that its length is bounded and the table shows no addresses that were merely tried. */
function accountKey(body: unknown): string {
  const email = typeof body === "object" && body !== null && "email" in body ? String(body.email) : "";
  return `account:${sha256Hex(email.trim().toLowerCase())}`;
}
