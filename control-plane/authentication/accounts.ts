import { AsyncLocalStorage } from "node:async_hooks";
import { betterAuth, type BetterAuthOptions } from "better-auth";
import { isAPIError } from "better-auth/api";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { z } from "zod";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import type { Logger } from "../../shared/logging/logger.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { Database } from "../database.ts";
import { databaseUnavailable } from "../database_unavailable.ts";
import type { Settings } from "../dependencies.ts";
import { accountDatabaseHooks, accountHooks, accountTrail, CLIENT_ADDRESS_HEADER } from "./account_hooks.ts";
import type { Mail, Mailer } from "./mailer.ts";
import { hashPassword, PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN, verifyPassword } from "./passwords.ts";
import { Throttle, type ThrottleRule } from "./throttle.ts";

/** The path under which sign-up, sign-in and the like are served. */
export const ACCOUNTS_PATH = "/api/auth";

/** Attempts from one address, by path. */
export const ADDRESS_RULES = {
  "/sign-in/email": { max: 10, windowSeconds: 60 },
  "/sign-up/email": { max: 5, windowSeconds: 60 },
  "/request-password-reset": { max: 3, windowSeconds: 60 },
  "/reset-password": { max: 10, windowSeconds: 60 },
} as const satisfies Record<string, ThrottleRule>;

export interface AccountsOptions {
  db: Database;
  clock: Clock;
  logger: Logger;
  settings: Pick<Settings, "signup">;
  /** Signs cookies; at least 32 characters. */
  secret: string;
  /** Where the browser reaches `/api/auth`: the console's public address. Secure cookies when it is https. */
  publicUrl: string;
  /** Origins that may send requests with cookies. */
  trustedOrigins: string[];
  /** Default: none, and resetting a password by mail answers that it is not possible. */
  mailer?: Mailer;
}

/** Who is signed in. */
export interface SignedIn {
  userId: string;
  email: string;
  sessionId: string;
}

/** Accounts with e-mail and password, and their sessions in Postgres. */
export interface Accounts {
  /**
   * Answers a request below `ACCOUNTS_PATH`; the server decides which paths get here. Rejects where the database cannot be
   * had (`databaseUnavailable`).
   */
  handle(request: Request): Promise<Response>;
  /** Whose session the request's cookie is; null when there is none or it ended. */
  session(headers: Headers): Promise<SignedIn | null>;
}

/** Puts better-auth over our own tables. */
export function createAccounts(options: AccountsOptions): Accounts {
  const auth = betterAuth(accountsConfiguration(options));
  const handle = async (request: Request): Promise<Response> => {
    const absence: DatabaseAbsence = { error: null };
    const answer = await currentAbsence.run(absence, () => auth.handler(request));
    if (absence.error === null) return answer;
    await answer.body?.cancel();
    throw absence.error;
  };
  return {
    handle,
    async session(headers) {
      // Through the handler and not `auth.api`, which takes its database from whatever asynchronous context it is called in.
      const cookie = headers.get("cookie") ?? "";
      const answer = await handle(
        new Request(`${options.publicUrl}${ACCOUNTS_PATH}/get-session`, { headers: { cookie } }),
      );
      if (!answer.ok) throw new Error(`the session could not be read: status ${answer.status}`);
      const found = sessionAnswer.parse(await answer.json());
      return found && { userId: found.user.id, email: found.user.email, sessionId: found.session.id };
    },
  };
}

/** The library answers whatever happens with 500: what the database's absence is must come past it. */
interface DatabaseAbsence {
  error: unknown;
}
const currentAbsence = new AsyncLocalStorage<DatabaseAbsence>();

const sessionAnswer = z.object({
  user: z.object({ id: z.string(), email: z.string() }),
  session: z.object({ id: z.string() }),
}).nullable();

function accountsConfiguration(options: AccountsOptions) {
  const { db, clock, mailer } = options;
  const throttle = new Throttle(db, clock);
  return {
    appName: "Perpetuo",
    baseURL: options.publicUrl,
    basePath: ACCOUNTS_PATH,
    secret: options.secret,
    trustedOrigins: options.trustedOrigins,
    database: prismaAdapter(db, { provider: "postgresql" }),
    telemetry: { enabled: false },
    logger: accountsLogger(options.logger),
    onAPIError: {
      // Expected refusals are answers; the library would print them past our log.
      onError: (error) => {
        const absence = currentAbsence.getStore();
        if (absence !== undefined && databaseUnavailable(error) !== null) return void (absence.error = error);
        if (!isAPIError(error)) options.logger.error("accounts_fault", { error });
        else if (error.statusCode >= 500) options.logger.error("accounts_fault", { error: error.cause ?? error });
      },
    },
    // Identifiers of reset links are secrets: whoever reads the table must not be able to use them.
    verification: { storeIdentifier: "hashed" },
    session: { expiresIn: 7 * 86_400, updateAge: 86_400, cookieCache: { enabled: false } },
    emailAndPassword: {
      enabled: true,
      minPasswordLength: PASSWORD_LENGTH_MIN,
      maxPasswordLength: PASSWORD_LENGTH_MAX,
      revokeSessionsOnPasswordReset: true,
      onPasswordReset: ({ user }, request) =>
        accountTrail(db, clock)(user.id, request?.headers, {
          action: "account.reset_password",
          tenantId: null,
          target: { kind: "User", id: user.id },
        }),
      password: {
        hash: hashPassword,
        verify: ({ hash, password }) => verifyPassword(hash, password),
      },
      ...(mailer && {
        sendResetPassword: ({ user, url }) =>
          // The answer must not tell which addresses have an account, by failing for these alone.
          mailer.send(resetMail(user.email, url)).catch((error) => options.logger.error("mail_failed", { error })),
      }),
    },
    rateLimit: {
      enabled: true,
      window: 60,
      max: 120,
      customRules: {
        ...Object.fromEntries(
          Object.entries(ADDRESS_RULES).map(([path, rule]) => [path, { window: rule.windowSeconds, max: rule.max }]),
        ),
        // Asked for with every page: counting would cost a write each.
        "/get-session": false,
        "/sign-out": false,
      },
      customStorage: throttleStorage(throttle),
    },
    advanced: {
      cookiePrefix: "perpetuo",
      useSecureCookies: options.publicUrl.startsWith("https:"),
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax" },
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
      database: { generateId: () => uuidv7(clock.now()) },
    },
    hooks: accountHooks({ db, clock, throttle, signup: options.settings.signup }),
    databaseHooks: accountDatabaseHooks(db, clock),
  } satisfies BetterAuthOptions;
}

function throttleStorage(throttle: Throttle) {
  return {
    async consume(key: string, rule: { window: number; max: number }) {
      const verdict = await throttle.attempt(`address:${key.slice(0, 180)}`, {
        max: rule.max,
        windowSeconds: rule.window,
      });
      return { allowed: verdict.allowed, retryAfter: verdict.allowed ? null : verdict.retryAfterSeconds };
    },
  };
}

function accountsLogger(logger: Logger): BetterAuthOptions["logger"] {
  return {
    // Below, it writes the addresses of people who sign up.
    level: "error",
    // Details may hold the request's body: the message alone is kept.
    log: (level, message) => level === "error" && logger.warn("accounts_warning", { message }),
  };
}

function resetMail(to: string, url: string): Mail {
  return {
    to,
    subject: "Reset your Perpetuo password",
    text: `Someone, hopefully you, asked to reset the password of ${to}.\n\nOpen this within an hour:\n${url}\n\n` +
      "If it was not you, do nothing: the password stays as it is.\n",
  };
}
