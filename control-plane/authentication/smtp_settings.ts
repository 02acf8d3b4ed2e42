import { z } from "zod";

/** A mail server, and whom mails are from. */
export interface SmtpSettings {
  host: string;
  port: number;
  /** TLS from the first byte; otherwise STARTTLS where the server has it. */
  secure: boolean;
  /** Null where the server asks for none. */
  login: { user: string; password: string } | null;
  /** `Name <address>` or an address. */
  from: string;
}

/** Reads `SMTP_URL`. What it says never quotes the URL, which holds the password. */
export const smtpUrlSchema = z.string().trim().transform((text, context): Omit<SmtpSettings, "from"> => {
  const settings = readSmtpUrl(text);
  if (settings !== null) return settings;
  context.issues.push({
    code: "custom",
    message: "must be like smtp://user:password@host:587 or smtps://…:465",
    input: "",
  });
  return z.NEVER;
});

/** Reads `SMTP_FROM`. */
export const smtpFromSchema = z.string().trim().max(320)
  .regex(
    /^([^<>"\r\n]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/,
    "must be an address, or like 'Perpetuo <perpetuo@example.com>'",
  );

function readSmtpUrl(text: string): Omit<SmtpSettings, "from"> | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === "") return null;
  const user = decoded(url.username);
  const password = decoded(url.password);
  if (user === null || password === null || !/^\/?$/.test(url.pathname + url.search + url.hash)) return null;
  const secure = url.protocol === "smtps:";
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? (secure ? 465 : 587) : Number(url.port),
    secure,
    login: user === "" ? null : { user, password },
  };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
