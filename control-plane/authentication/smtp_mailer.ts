import { createTransport } from "nodemailer";
import type { Mail, Mailer } from "./mailer.ts";
import type { SmtpSettings } from "./smtp_settings.ts";

/** How long connecting, the greeting and any answer may take, milliseconds. */
const ANSWER_MS_MAX = 10_000;

/** Hands mails to a mail server, each over a connection of its own. What it throws holds neither address nor text. */
export class SmtpMailer implements Mailer {
  readonly #transport: ReturnType<typeof createTransport>;
  readonly #from: string;

  constructor({ host, port, secure, login, from }: SmtpSettings) {
    this.#from = from;
    this.#transport = createTransport({
      host,
      port,
      secure,
      ...(login && { auth: { user: login.user, pass: login.password } }),
      // A password never goes over a wire that others can read.
      requireTLS: login !== null && !secure && !isOwnMachine(host),
      connectionTimeout: ANSWER_MS_MAX,
      greetingTimeout: ANSWER_MS_MAX,
      socketTimeout: ANSWER_MS_MAX,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send({ to, subject, text }: Mail): Promise<void> {
    try {
      await this.#transport.sendMail({
        from: this.#from,
        // As an object: a comma in it makes no second recipient.
        to: { name: "", address: to },
        subject,
        text,
        headers: { "auto-submitted": "auto-generated" },
      });
    } catch (error) {
      throw new Error(`the mail server did not take a mail: ${reasonOf(error)}`);
    }
  }
}

function isOwnMachine(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

/** `EENVELOPE 550`: the library's messages quote addresses. */
function reasonOf(error: unknown): string {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  const parts = [code, responseCode].filter((part) => typeof part === "string" || typeof part === "number");
  return parts.length === 0 ? "unknown" : parts.join(" ");
}
